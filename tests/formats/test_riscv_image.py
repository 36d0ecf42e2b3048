"""The header of a RISC-V ``Image``."""

from __future__ import annotations

import pytest

from efitool.errors import MalformedError
from efitool.formats import _riscv_image, efi_image
from efitool.model.boot_headers import RiscvHeader
from efitool.model.image import Arch, ImageType
from tests import build
from tests.vmlinux_build import kallsyms

BANNER = b"\0Linux version 6.12.1-riscv64 (me@here) (gcc 14) #1 SMP\n\0"


@pytest.mark.parametrize(("stub", "layers"), [(True, ("pe", "image")), (False, ("image",))])
def test_an_image_with_and_without_a_stub(stub: bool, layers: tuple[str, ...]) -> None:
    image = efi_image.decode(build.riscv_image(body=BANNER, stub=stub))

    assert (image.type, image.arch) == (ImageType.LINUX_RISCV64, Arch.RISCV64)
    assert (image.layer, image.layers, bool(image.segments)) == ("Image", layers, stub)
    assert image.linux is not None
    assert image.linux.version == "6.12.1-riscv64"
    assert image.linux.stub_version == ((0, 0) if stub else None)


def test_the_header() -> None:
    header = _riscv_image.header(build.riscv_image(flags=1))

    assert header == RiscvHeader(0x106F5A4D, 0x10FE0, 0x200000, 0x23A0000, 1, 2)
    assert (header.big_endian, header.header_version) == (True, "0.2")
    assert not _riscv_image.header(build.riscv_image()).big_endian


def test_either_magic_will_do() -> None:
    image = build.riscv_image()

    assert _riscv_image.sniff(image[:0x30] + bytes(8) + image[0x38:])
    assert _riscv_image.sniff(image[:0x38] + bytes(4) + image[0x3C:])
    assert not _riscv_image.sniff(image[:0x30] + bytes(12) + image[0x3C:])
    assert not _riscv_image.sniff(build.arm64_image())


def test_a_header_that_is_cut_off() -> None:
    with pytest.raises(MalformedError, match="riscv-image: magic2 at 0x3a"):
        efi_image.decode(build.riscv_image(stub=False)[:0x3A])


@pytest.mark.parametrize(("flags", "order"), [(0, "<"), (1, ">")])
def test_symbols_are_read_in_the_order_that_the_header_states(flags: int, order: str) -> None:
    names = [f"sys_{n:04}" for n in range(300)]
    text = BANNER + bytes(-len(BANNER) % 8)
    data = build.riscv_image(flags=flags, body=text + kallsyms(names, order=order))

    linux = efi_image.decode(data, deep=True).linux
    assert linux is not None
    assert linux.version == "6.12.1-riscv64"
    assert linux.symbols is not None
    assert list(linux.symbols) == names
