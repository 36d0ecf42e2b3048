"""Binary units."""

from __future__ import annotations

import pytest

from efitool.report.sizes import binary


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1.0 KiB"),
        (12_171_200, "11.6 MiB"),
        (3 << 30, "3.0 GiB"),
        (1 << 63, "8.0 EiB"),
        (1 << 72, "4096.0 EiB"),
    ],
)
def test_binary(size: int, shown: str) -> None:
    assert binary(size) == shown
