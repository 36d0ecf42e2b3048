"""What a kernel says of itself, in an ELF file and without one."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import _vmlinux
from efitool.model.image import Arch, ImageType
from efitool.model.linux import ElfNote, Linux
from tests import payloads
from tests.vmlinux_build import Part, elf, kallsyms, note

NAMES = ["accept_memory", "start_kernel", *(f"sys_{n}" for n in range(300))]
FORMAT = b"Linux version %s (%s)\n\0"
PLACEHOLDER = b"Linux version 6.12.1-test (me@home) (gcc 14) # SMP \n\0"
BANNER = b"Linux version 6.12.1-test (me@home) (gcc 14) #1 SMP PREEMPT_DYNAMIC Debian 6.12.1-1\n\0"


def read_only_data(order: str = "<", config: bytes = b"") -> bytes:
    text = FORMAT + PLACEHOLDER + BANNER + config
    return text + bytes(-len(text) % 16) + kallsyms(NAMES, order=order)


def kernel(
    order: str = "<", config: bytes = b"", section: str = ".rodata", bits: int = 64
) -> bytes:
    return elf(
        Part(".text", FORMAT.replace(b"%s", b"9.9 #9"), 0xC1000000, flags=6),
        Part(section, read_only_data(order, config), 0xC2000000),
        notes=note(b"Linux", 0x100, b"6.12.1-test\0", order),
        order=order,
        bits=bits,
    )


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("bits", [32, 64])
def test_a_kernel_says_what_it_is(order: str, bits: int) -> None:
    config = b"IKCFG_ST" + payloads.compress("gzip -n -9", b"CONFIG_EFI=y\n") + b"IKCFG_ED"

    image = _vmlinux.decode(kernel(order, config, bits=bits), "bzImage > xz > vmlinux", ("elf",))

    assert image.type is ImageType.ELF
    assert (image.layer, image.layers) == ("bzImage > xz > vmlinux", ("elf",))
    assert image.elf is not None
    assert [s.name for s in image.elf.sections] == ["", ".text", ".rodata", ".shstrtab"]
    assert len(image.segments) == 2
    linux = image.linux
    assert linux is not None
    assert linux.version == "6.12.1-test"
    assert linux.banner == BANNER[:-2].decode()
    assert linux.config == {"CONFIG_EFI": "y"}
    assert linux.notes == (ElfNote("Linux", 0x100, b"6.12.1-test\0"),)
    assert linux.symbols is not None
    assert list(linux.symbols) == NAMES


def test_a_kernel_without_that_section_is_searched_as_a_whole() -> None:
    image = _vmlinux.decode(kernel(section=".data"), "vmlinux", ("elf",))

    assert image.arch is Arch.X86_64
    assert image.linux is not None
    assert image.linux.symbols is not None
    assert len(image.linux.symbols) == len(NAMES)


def test_a_section_that_ends_outside_the_file_is_searched_nowhere_else_than_in_the_file() -> None:
    data = bytearray(kernel())
    rodata = struct.unpack_from("<Q", data, 0x28)[0] + 2 * 64
    struct.pack_into("<Q", data, rodata + 0x20, 2**63)

    image = _vmlinux.decode(bytes(data), "vmlinux", ("elf",))

    assert image.linux is not None
    assert image.linux.symbols is not None


def test_an_elf_file_of_something_else_has_nothing_of_linux() -> None:
    data = elf(Part(".text", b"\x90" * 64, 0x1000, flags=6), notes=note(b"GNU", 3, bytes(20)))

    assert _vmlinux.decode(data, "file", ("elf",)).linux is None


def test_a_kernel_that_is_no_elf_file_keeps_what_was_known() -> None:
    known = Linux(version="old", banner="old", stub_version=(3, 0))

    linux = _vmlinux.contents(bytes(64) + read_only_data(), known, "Image", "<")

    assert (linux.version, linux.stub_version) == ("6.12.1-test", (3, 0))
    assert linux.symbols is not None
    assert "accept_memory" in linux.symbols
    assert linux.config is None
    assert _vmlinux.contents(bytes(64), known, "Image", "<") == known


def test_a_configuration_that_does_not_unpack_is_an_error() -> None:
    with pytest.raises(MalformedError, match=r"^bzImage > xz > vmlinux: IKCONFIG"):
        _vmlinux.decode(kernel(config=b"IKCFG_ST\x1f\x8b\x08"), "bzImage > xz > vmlinux", ("elf",))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_damaged_kernel_raises_only_input_errors(damage: list[tuple[int, int]]) -> None:
    data = bytearray(kernel())
    for at, value in damage:
        data[at % len(data)] = value
    try:
        image = _vmlinux.decode(bytes(data), "vmlinux", ("elf",))
        if image.linux and image.linux.symbols:
            list(image.linux.symbols)
    except (InputError, LimitError):
        pass
