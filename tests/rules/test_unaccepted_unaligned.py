"""Whole units are silent; what the stub accepts early is counted."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor, MemoryMap
from efitool.rules.unaccepted_unaligned import check

MIB = 1 << 20


def early(start: int, size: int, type: int = 15) -> list[tuple[int | None, str]]:
    low = MemoryDescriptor(7, 0, 0, 1, 0)
    return list(check(MemoryMap("x", "y", (low, MemoryDescriptor(type, start, 0, size >> 12, 0)))))


@pytest.mark.parametrize(("start", "size"), [(2 * MIB, 2 * MIB), (4 * MIB, 8 * MIB)])
def test_whole_units(start: int, size: int) -> None:
    assert early(start, size) == []


@pytest.mark.parametrize(
    ("start", "size", "kib"),
    [
        (3 * MIB, 8 * MIB, 2048),  # both edges
        (3 * MIB, 4 * MIB, 2048),  # two units, of which one is whole
        (2 * MIB, 3 * MIB, 3072),  # less than two units: all of it
        (4 * MIB, 4 * MIB + 4096, 4),
    ],
)
def test_what_must_be_accepted_early(start: int, size: int, kib: int) -> None:
    [(index, message)] = early(start, size)

    assert index == 1
    assert message.endswith(f"is not of whole units: {kib} KiB must be accepted early")


def test_other_memory_may_stand_anywhere() -> None:
    assert early(3 * MIB, 3 * MIB, type=7) == []
