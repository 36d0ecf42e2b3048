"""Fails where the reader gave up on a part, silent where it read all."""

from __future__ import annotations

from efitool.formats import efi_image
from efitool.rules.part_unreadable import check
from tests import build


def test_fails() -> None:
    packed = efi_image.decode(build.uki((b".linux", b"\x1f\x8b\x08")))

    assert list(check(packed)) == [
        ("uki:.linux", "efi-image: signature at 0x0: neither PE nor a kernel")
    ]


def test_silent() -> None:
    for data in (build.uki((b".linux", build.bzimage())), build.bzimage(), build.pe()):
        assert not list(check(efi_image.decode(data)))
