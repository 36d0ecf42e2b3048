"""Fails where the stub cannot start the kernel."""

from __future__ import annotations

import pytest

from efitool.formats import efi_image
from efitool.rules.uki_arch_mismatch import check
from tests import build

X86_64, I386, ARM64 = 0x8664, 0x14C, 0xAA64


@pytest.mark.parametrize(
    ("stub", "kernel", "finding"),
    [
        (
            X86_64,
            build.arm64_image(),
            ("uki:.linux > Image", "it is for arm64, the stub for x86_64"),
        ),
        (
            X86_64,
            build.bzimage(machine=I386),
            ("uki:.linux > bzImage", "it is for i386, the stub for x86_64"),
        ),
        (
            I386,
            build.bzimage(),
            ("uki:.linux > bzImage", "it is for x86_64, the stub for i386"),
        ),
    ],
)
def test_fails(stub: int, kernel: bytes, finding: tuple[str, str]) -> None:
    image = efi_image.decode(build.uki((b".linux", kernel), machine=stub))

    assert list(check(image)) == [finding]


@pytest.mark.parametrize(
    ("stub", "kernel"),
    [
        (X86_64, build.bzimage()),
        (ARM64, build.arm64_image()),
        (I386, build.bzimage(compat=True)),
        (0x4711, build.bzimage()),
        (X86_64, build.bzimage(machine=0x4711)),
        (X86_64, b"no kernel"),
    ],
)
def test_silent(stub: int, kernel: bytes) -> None:
    assert not list(check(efi_image.decode(build.uki((b".linux", kernel), machine=stub))))


def test_silent_on_what_a_kernel_unpacks() -> None:
    kernel = efi_image.decode(build.bzimage())
    other = efi_image.decode(build.arm64_image())

    assert not list(check(kernel._replace(children=(other,))))
