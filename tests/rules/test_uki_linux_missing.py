"""Fails where a profile has no kernel to boot."""

from __future__ import annotations

import pytest

from efitool.formats import efi_image
from efitool.rules.uki_linux_missing import check
from tests import build

LINUX = (b".linux", build.bzimage())
PROFILE = (b".profile", b"ID=a")
MESSAGE = "it is missing or empty: the stub has no kernel to boot"


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ([(b".linux", b"")], "uki:.linux"),
        (
            [(b".sdmagic", b"#### LoaderInfo: systemd-stub 262 ####"), (b".initrd", b"x")],
            "uki:.linux",
        ),
        ([PROFILE, PROFILE, LINUX], "uki:@0.linux"),
        (
            [*[PROFILE] * 6, LINUX],
            "uki:@0.linux, uki:@1.linux, uki:@2.linux, uki:@3.linux and 1 more",
        ),
    ],
)
def test_fails(parts: list[tuple[bytes, bytes]], where: str) -> None:
    assert list(check(efi_image.decode(build.uki(*parts)))) == [(where, MESSAGE)]


@pytest.mark.parametrize(
    "parts", [[LINUX], [LINUX, PROFILE], [PROFILE, LINUX], [(b".cmdline", b"debug")]]
)
def test_silent(parts: list[tuple[bytes, bytes]]) -> None:
    assert not list(check(efi_image.decode(build.uki(*parts))))
