"""Fails on kernels without PE headers, wherever they are."""

from __future__ import annotations

from efitool.formats import efi_image
from efitool.model.image import Arch, Image, ImageType
from efitool.model.linux import Linux
from efitool.rules.kernel_not_efi_bootable import check
from tests import build


def test_fails() -> None:
    for data, layer in (
        (build.bzimage(stub=None), "bzImage"),
        (build.arm64_image(stub=False, body=bytes(64)), "Image"),
    ):
        [(where, message)] = check(efi_image.decode(data))
        assert where == layer
        assert message.startswith("it has no PE header")


def test_silent() -> None:
    for data in (build.bzimage(), build.arm64_image(), build.pe()):
        assert not list(check(efi_image.decode(data)))


def test_silent_on_what_a_kernel_unpacks() -> None:
    linux = Linux(version="6.12.0")
    proper = Image(ImageType.ELF, Arch.X86_64, "bzImage > vmlinux", ("elf",), b"", linux=linux)
    assert not list(check(proper))
