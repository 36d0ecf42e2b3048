from __future__ import annotations

import pytest

from efitool.report import _identity


@pytest.mark.parametrize(
    ("version", "shown"),
    [
        ((1, 0), "1.0 (initrd by LoadFile2)"),
        ((3, 0), "3.0 (initrd by LoadFile2, initrd= takes a device path)"),
        ((0, 0), "0.0 (says nothing)"),
    ],
)
def test_what_the_image_version_means(version: tuple[int, int], shown: str) -> None:
    assert _identity.stub_version(version) == shown
