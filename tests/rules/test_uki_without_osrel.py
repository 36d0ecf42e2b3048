"""Fails where a profile does not say which system it boots."""

from __future__ import annotations

import pytest

from efitool.formats import efi_image
from efitool.rules.uki_without_osrel import check
from tests import build

LINUX = (b".linux", build.bzimage())
OSREL = (b".osrel", b"ID=debian\n")
PROFILE = (b".profile", b"ID=a")
MESSAGE = "it is missing or empty: systemd-boot does not list the image"


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ([LINUX], "uki:.osrel"),
        ([LINUX, (b".osrel", b"")], "uki:.osrel"),
        ([LINUX, PROFILE, OSREL, PROFILE], "uki:@1.osrel"),
    ],
)
def test_fails(parts: list[tuple[bytes, bytes]], where: str) -> None:
    assert list(check(efi_image.decode(build.uki(*parts)))) == [(where, MESSAGE)]


@pytest.mark.parametrize(
    "parts", [[LINUX, OSREL], [LINUX, OSREL, PROFILE], [(b".cmdline", b"debug")]]
)
def test_silent(parts: list[tuple[bytes, bytes]]) -> None:
    assert not list(check(efi_image.decode(build.uki(*parts))))
