"""Fails on kernels without PE headers, wherever they are."""

from __future__ import annotations

import gzip

from efitool.formats import compressed, efi_image
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
    layers = ("bzimage", "zstd", "elf")
    proper = Image(ImageType.ELF, Arch.X86_64, "bzImage > vmlinux", layers, b"", linux=linux)
    assert not list(check(proper))


def test_fails_on_a_kernel_as_it_was_linked() -> None:
    linux = Linux(version="6.12.0")
    proper = Image(ImageType.ELF, Arch.X86_64, "vmlinux", ("elf",), b"", linux=linux)
    [(where, message)] = check(proper)
    assert (where, message[:20]) == ("vmlinux", "it has no PE header:")
    assert not list(check(proper._replace(linux=None)))


def test_fails_on_a_kernel_that_is_packed() -> None:
    packed = compressed.decode(gzip.compress(build.arm64_image()))
    assert list(check(packed)) == [
        ("gzip > Image", "the file is packed with gzip: firmware cannot unpack it")
    ]


def test_silent_on_the_kernel_of_a_packed_unified_kernel_image() -> None:
    packed = compressed.decode(gzip.compress(build.uki((b".linux", build.bzimage()))))
    assert [layer.layer for layer in packed.walk()][1:] == ["gzip > uki:.linux > bzImage"]
    assert not [finding for layer in packed.walk() for finding in check(layer)]
