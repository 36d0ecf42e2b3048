"""Sizes as people read them."""

from __future__ import annotations

UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def binary(size: int) -> str:
    """Return a size in the largest binary unit of which it has at least one."""
    exponent = min((max(size, 1).bit_length() - 1) // 10, len(UNITS) - 1)
    return (
        f"{size} {UNITS[0]}" if exponent == 0 else f"{size / 1024**exponent:.1f} {UNITS[exponent]}"
    )
