"""Fails where a section stands twice in a profile and the second is ignored."""

from __future__ import annotations

import pytest

from efitool.formats import efi_image
from efitool.rules.uki_section_repeated import check
from tests import build

LINUX = (b".linux", build.bzimage())
CMDLINE = (b".cmdline", b"quiet")
PROFILE = (b".profile", b"ID=a")


@pytest.mark.parametrize(
    ("parts", "finding"),
    [
        (
            [LINUX, CMDLINE, CMDLINE, CMDLINE],
            ("uki", "it has uki:.cmdline 3 times: only the first is used"),
        ),
        (
            [LINUX, CMDLINE, LINUX, PROFILE, CMDLINE, CMDLINE],
            ("uki", "it has uki:.linux 2 times, uki:@0.cmdline 2 times: only the first is used"),
        ),
        ([CMDLINE, CMDLINE], ("addon", "it has addon:.cmdline 2 times: only the first is used")),
    ],
)
def test_fails(parts: list[tuple[bytes, bytes]], finding: tuple[str, str]) -> None:
    assert list(check(efi_image.decode(build.uki(*parts)))) == [finding]


@pytest.mark.parametrize(
    "parts",
    [
        [LINUX, CMDLINE, PROFILE, CMDLINE, PROFILE, CMDLINE],
        [LINUX, (b".dtbauto", b"a"), (b".dtbauto", b"b"), (b".efifw", b"a"), (b".efifw", b"b")],
        [LINUX, (b".rodata", b"a"), (b".rodata", b"b")],
        [(b".rodata", b"a"), (b".rodata", b"b")],
    ],
)
def test_silent(parts: list[tuple[bytes, bytes]]) -> None:
    assert not list(check(efi_image.decode(build.uki(*parts))))
