"""Which kind of image it is, and that no bytes can do harm."""

from __future__ import annotations

import gzip
import lzma
import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import (
    InputError,
    LimitError,
    MalformedError,
    MissingExtraError,
    UnknownFormatError,
)
from efitool.formats import efi_image
from efitool.model.image import Arch, ImageType
from tests import build

KERNELS = (
    build.pe(),
    build.bzimage(),
    build.arm64_image(),
    build.riscv_image(),
    build.loongarch_image(),
    build.zboot(gzip.compress(build.arm64_image())),
    build.zimage(gzip.compress(b"kernel", mtime=0)),
)


@pytest.mark.parametrize(
    ("subsystem", "type"),
    [
        (10, ImageType.EFI_APPLICATION),
        (11, ImageType.EFI_BOOT_DRIVER),
        (12, ImageType.EFI_RUNTIME_DRIVER),
        (3, ImageType.PE),
        (99, ImageType.PE),
    ],
)
def test_the_subsystem_tells_what_a_pe_file_is(subsystem: int, type: ImageType) -> None:
    assert efi_image.decode(build.pe(subsystem=subsystem)).type is type


@pytest.mark.parametrize(
    ("machine", "arch"),
    [
        (0x14C, Arch.I386),
        (0x8664, Arch.X86_64),
        (0xAA64, Arch.ARM64),
        (0x1C2, Arch.ARM),
        (0x5064, Arch.RISCV64),
        (0x6264, Arch.LOONGARCH64),
        (0xEBC, Arch.EBC),
        (0x4711, None),
    ],
)
def test_the_machine_tells_the_architecture(machine: int, arch: Arch | None) -> None:
    assert efi_image.decode(build.pe(machine=machine)).arch is arch


def test_a_kernel_has_one_claim_although_it_is_a_pe_file_too() -> None:
    assert formats.identify(build.bzimage()).name == "efi-image"


@pytest.mark.parametrize(
    ("kernel", "type"),
    [
        (build.bzimage(stub=None), ImageType.LINUX_BZIMAGE),
        (build.arm64_image(stub=False, body=bytes(8)), ImageType.LINUX_ARM64),
        (build.riscv_image(stub=False), ImageType.LINUX_RISCV64),
        (build.loongarch_image(stub=False), ImageType.LINUX_LOONGARCH64),
        (build.zimage(b"", stub=False), ImageType.LINUX_ARM),
    ],
)
def test_a_kernel_without_a_stub_is_no_pe_file(kernel: bytes, type: ImageType) -> None:
    image = formats.decode_image(kernel)

    assert (image.type, image.pe, image.segments) == (type, None, ())


def test_each_protocol_leaves_the_kernels_of_the_others_alone() -> None:
    for kernel in KERNELS[1:]:
        assert sum(protocol.sniff(kernel) for protocol in efi_image.boot_protocols()) == 1


def test_only_deep_unpacks() -> None:
    elf = b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + struct.pack(
        "<HHIQQQIHHHHHH", 2, 62, 1, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0
    )
    elf += b"Linux version 6.12.0-test (me@here) #1 SMP\n\0"
    packed = lzma.compress(elf, check=lzma.CHECK_CRC32) + struct.pack("<I", len(elf))
    data = build.bzimage(payload=packed)

    shallow = efi_image.decode(data)
    deep = efi_image.decode(data, deep=True)

    assert (shallow.children, shallow.layers) == ((), ("pe", "bzimage", "xz"))
    assert deep.layers == ("pe", "bzimage", "xz", "elf")
    [child] = deep.children
    assert (child.type, child.layer) == (ImageType.ELF, "bzImage > xz > vmlinux")
    assert shallow.linux is not None
    assert deep.linux is not None
    assert deep.linux.banner == shallow.linux.banner, "the headers know it"
    assert child.data[: len(elf)] == elf


def test_a_payload_that_is_no_elf_file_is_one_clear_error() -> None:
    packed = lzma.compress(b"no kernel", check=lzma.CHECK_CRC32) + struct.pack("<I", 9)

    with pytest.raises(MalformedError, match=r"^elf: e_ident at 0x0: b'no ker' does not begin"):
        efi_image.decode(build.bzimage(payload=packed), deep=True)


@pytest.mark.parametrize("deep", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_noise_in_a_kernel_can_only_raise_what_the_caller_expects(
    deep: bool, data: st.DataObject
) -> None:
    image = bytearray(data.draw(st.sampled_from(KERNELS)))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, min(len(image), 0x300) - 4))
        image[at : at + 4] = data.draw(st.binary(min_size=4, max_size=4))
    cut = data.draw(st.sampled_from([len(image), 0x300, 0x1080]))
    with suppress(InputError, LimitError, MissingExtraError):
        efi_image.decode(bytes(image[:cut]), deep=deep)


@settings(deadline=None)
@given(st.binary(max_size=600))
def test_noise_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        formats.decode_image(data)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (build.pe().replace(b"PE\0\0", b"NE\0\0", 1), "MZ, and no PE header at 0x40"),
        (b"VZ\x64\x86" + bytes(100), "a terse executable: not read"),
    ],
)
def test_what_is_nearly_an_image_is_named(data: bytes, problem: str) -> None:
    with pytest.raises(UnknownFormatError, match=problem):
        formats.identify(data)
    with pytest.raises(MalformedError, match=problem):
        efi_image.decode(data)
