"""Colours that all eyes tell apart."""

from __future__ import annotations

from math import dist

import pytest

from efitool.model.e820 import E820Type, type_word
from efitool.model.memmap import MemoryType
from efitool.report._map_colors import COLORS, OTHER, color, is_memory, name

EYES = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
"""Of linear RGB (Machado, Oliveira, Fernandes 2009, severity 1.0)."""


def seen(hex: str, eyes: str) -> tuple[float, ...]:
    rgb = [int(hex[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    mixed = [sum(m * c for m, c in zip(row, linear, strict=True)) for row in EYES[eyes]]
    return tuple(max(c, 0.0) ** (1 / 2.2) for c in mixed)


@pytest.mark.parametrize("eyes", EYES)
def test_nothing_looks_like_unaccepted_memory(eyes: str) -> None:
    unaccepted = seen(COLORS[MemoryType.UNACCEPTED], eyes)
    others = [c for type, c in COLORS.items() if type is not MemoryType.UNACCEPTED]

    assert min(dist(unaccepted, seen(c, eyes)) for c in (*others, OTHER)) > 0.15


@pytest.mark.parametrize("eyes", EYES)
def test_no_two_types_look_alike(eyes: str) -> None:
    colors = [*COLORS.values(), OTHER]
    pairs = [(a, b) for n, a in enumerate(colors) for b in colors[:n]]

    near = [(a, b) for a, b in pairs if dist(seen(a, eyes), seen(b, eyes)) < 0.06]

    assert near == []


def test_every_type_has_a_color() -> None:
    assert set(COLORS) == set(MemoryType)
    assert color(0x7000_0001) == color("PCI Bus 0000:00") == OTHER


def test_words_of_other_forms() -> None:
    assert color("usable") == color("System RAM") == COLORS[MemoryType.CONVENTIONAL]
    unknown = [t for t in E820Type if color(type_word(t)) == OTHER]
    assert unknown == [E820Type.PRAM]


def test_names() -> None:
    assert [name(t) for t in (7, 0x7000_0001, "x")] == ["EfiConventionalMemory", "0x70000001", "x"]


def test_memory() -> None:
    assert [is_memory(t) for t in (7, 15, 0, 11, 99, "usable", "reserved", "x")] == [
        *(True, True, False, False, False, True, False, False)
    ]
