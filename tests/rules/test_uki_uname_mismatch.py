"""Fails where `.uname` is not what the kernel says of itself."""

from __future__ import annotations

import pytest

from efitool.formats import efi_image
from efitool.rules.uki_uname_mismatch import check
from tests import build

LINUX = (b".linux", build.bzimage(banner=b"6.12.0-test (me@here) #1 SMP"))
OTHER = (b".linux", build.bzimage(banner=b"6.1.0-old (me@here) #1 SMP"))
RIGHT = (b".uname", b"6.12.0-test\n")
PROFILE = (b".profile", b"ID=a")


@pytest.mark.parametrize(
    ("parts", "findings"),
    [
        (
            [LINUX, (b".uname", b"6.12.0")],
            [("uki:.uname", "it says 6.12.0, the kernel is 6.12.0-test")],
        ),
        (
            [LINUX, (b".uname", b"6.12.0"), PROFILE, PROFILE],
            [("uki:.uname", "it says 6.12.0, the kernel is 6.12.0-test")],
        ),
        (
            [LINUX, RIGHT, PROFILE, OTHER, PROFILE, (b".uname", b"7")],
            [
                ("uki:.uname", "it says 6.12.0-test, the kernel is 6.1.0-old"),
                ("uki:@1.uname", "it says 7, the kernel is 6.12.0-test"),
            ],
        ),
    ],
)
def test_fails(parts: list[tuple[bytes, bytes]], findings: list[tuple[str, str]]) -> None:
    assert list(check(efi_image.decode(build.uki(*parts)))) == findings


@pytest.mark.parametrize(
    "parts",
    [
        [LINUX],
        [LINUX, RIGHT],
        [(b".linux", b"no kernel"), RIGHT],
        [(b".linux", build.arm64_image()), RIGHT],
        [LINUX, RIGHT, PROFILE, OTHER, (b".uname", b"6.1.0-old")],
        [(b".uname", b"6"), (b".cmdline", b"debug")],
    ],
)
def test_silent(parts: list[tuple[bytes, bytes]]) -> None:
    assert not list(check(efi_image.decode(build.uki(*parts))))


def test_what_a_kernel_unpacks_may_say_its_version() -> None:
    outer = efi_image.decode(build.uki((b".linux", build.arm64_image()), (b".uname", b"6.1")))
    [zboot] = outer.children
    [inner] = efi_image.decode(build.uki(LINUX)).children
    unpacked = outer._replace(children=(zboot._replace(children=(inner,)),))

    assert list(check(unpacked)) == [("uki:.uname", "it says 6.1, the kernel is 6.12.0-test")]
