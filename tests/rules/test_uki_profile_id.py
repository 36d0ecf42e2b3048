"""Fails where a profile cannot be chosen by name."""

from __future__ import annotations

import pytest

from efitool.formats import efi_image
from efitool.rules.uki_profile_id import check
from tests import build

LINUX = (b".linux", build.bzimage())
A, B, NONE = (b".profile", b"ID=a"), (b".profile", b"ID=b"), (b".profile", b"TITLE=nameless")


@pytest.mark.parametrize(
    ("parts", "findings"),
    [
        ([LINUX, NONE, A, NONE], ["no ID in .profile: @0, @2"]),
        ([LINUX, A, B, A], ["the same ID in several profiles: a of @0, @2"]),
        ([NONE, A, A], ["no ID in .profile: @0", "the same ID in several profiles: a of @1, @2"]),
    ],
)
def test_fails(parts: list[tuple[bytes, bytes]], findings: list[str]) -> None:
    image = efi_image.decode(build.uki(*parts, LINUX))

    assert list(check(image)) == [("uki", message) for message in findings]


@pytest.mark.parametrize("parts", [[LINUX], [LINUX, A], [LINUX, A, B], [(b".cmdline", b"x")]])
def test_silent(parts: list[tuple[bytes, bytes]]) -> None:
    assert not list(check(efi_image.decode(build.uki(*parts))))
