"""Numbers in T32 code, found by masks on halfwords.

Encodings: Arm Architecture Reference Manual, DDI 0406C, A8.8.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from efitool.references._arm_numbers import (
    BETWEEN,
    REACH,
    Addition,
    Number,
    literal,
)
from efitool.references._arm_words import WIDE, t32_imm12, t32_imm16, t32_immediate
from efitool.references._image_map import ImageMap
from efitool.references._matches import matches

AHEAD = 4
"""How far beyond an instruction the program counter reads."""

LITERAL = re.compile(rb"[\0-\xff][\x48-\x4f]|[\x5f\xdf]\xf8")
MOVT = re.compile(rb"[\xc0-\xcf][\xf2\xf6]")
ADR = re.compile(rb"[\0-\xff][\xa0-\xa7]|[\x0f\xaf][\xf2\xf6]")
"""The first, or only, halfwords of LDR (literal), MOVT and ADR."""


def numbers(image: ImageMap, rva: int, code: bytes, halves: array[int]) -> Iterator[Number]:
    """Yield the numbers in the code at ``rva``, kind by kind."""
    for at in _halves(LITERAL, code, halves):
        register, distance, size = _literal(halves, at)
        place = _aligned(rva, at) + distance
        found = literal(image, rva + 2 * at, register, place, at + size)
        if found is not None:
            yield found
    for at in _halves(MOVT, code, halves):
        register = halves[at + 1] >> 8 & 15
        for first in range(at - 2, max(at - 2 * BETWEEN, 0) - 1, -1):
            if halves[first] & 0xFBF0 == 0xF240 and halves[first + 1] >> 8 & 0x8F == register:
                value = t32_imm16(_wide(halves, at)) << 16 | t32_imm16(_wide(halves, first))
                yield Number(rva + 2 * first, register, value, False, at + 2)
                break
    for at in _halves(ADR, code, halves):
        half = halves[at]
        if half < WIDE:
            target = _aligned(rva, at) + (half & 0xFF) * 4
            yield Number(rva + 2 * at, half >> 8 & 7, target, True, at + 1)
        else:
            word = _wide(halves, at)
            target = _aligned(rva, at) + t32_imm12(word) * (-1 if half & 0xA0 else 1)
            yield Number(rva + 2 * at, word >> 8 & 15, target, True, at + 2)


def additions(rva: int, halves: array[int], at: int) -> Iterator[Addition]:
    """Yield the additions in the halfwords from index ``at`` on."""
    end = min(at + 2 * REACH, len(halves) - 1)
    while at < end:
        half = halves[at]
        if half >= WIDE:
            word = _wide(halves, at)
            result, register = word >> 8 & 15, word >> 16 & 15
            if word & 0xFBE0_8000 == 0xF100_0000:
                yield Addition(result, register, t32_immediate(word), False)
            elif word & 0xFBF0_8000 == 0xF200_0000:
                yield Addition(result, register, t32_imm12(word), False)
        elif half & 0xFF78 == 0x4478:
            register = half & 7 | half >> 4 & 8
            yield Addition(register, register, rva + 2 * at + AHEAD, True)
        elif half & 0xFE00 == 0x1C00:
            yield Addition(half & 7, half >> 3 & 7, half >> 6 & 7, False)
        elif half & 0xF800 == 0x3000:
            yield Addition(half >> 8 & 7, half >> 8 & 7, half & 0xFF, False)
        at += 1 + (half >= WIDE)


def _halves(pattern: re.Pattern[bytes], code: bytes, halves: array[int]) -> Iterator[int]:
    """Yield the indices of the halfwords that match and have another behind them."""
    for at in matches(pattern, code):
        if at & 1 == 0 and at >> 1 < len(halves) - 1:
            yield at >> 1


def _literal(halves: array[int], at: int) -> tuple[int, int, int]:
    """Return the register, the distance and the number of halfwords of an LDR (literal)."""
    half, further = halves[at], halves[at + 1]
    if half < WIDE:
        return half >> 8 & 7, (half & 0xFF) * 4, 1
    distance = further & 0xFFF
    return further >> 12, distance if half & 0x80 else -distance, 2


def _wide(halves: array[int], at: int) -> int:
    return halves[at] << 16 | halves[at + 1]


def _aligned(rva: int, at: int) -> int:
    """Return what distances to data count from."""
    return rva + 2 * at + AHEAD & ~3
