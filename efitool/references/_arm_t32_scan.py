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
    Wanted,
    literal,
)
from efitool.references._arm_words import WIDE, t32_imm12, t32_imm16, t32_immediate
from efitool.references._image_map import ImageMap
from efitool.references._matches import matches

AHEAD = 4
"""How far beyond an instruction the program counter reads."""

NARROW_LITERAL = re.compile(rb"[\x48-\x4f]")
NARROW_ADR = re.compile(rb"[\xa0-\xa7]")
"""The top bytes of the halfwords that are LDR (literal) and ADR."""

LITERAL = re.compile(rb"[\x5f\xdf]\xf8")
MOVT = re.compile(rb"[\xc0-\xcf][\xf2\xf6]")
ADR = re.compile(rb"[\x0f\xaf][\xf2\xf6]")
"""The first of the two halfwords of LDR (literal), MOVT and ADR."""


def numbers(
    image: ImageMap, wanted: Wanted, rva: int, code: bytes, halves: array[int]
) -> Iterator[Number]:
    """Yield the numbers that matter in the code at ``rva``, kind by kind."""
    tops = code[1::2]
    for at in matches(NARROW_LITERAL, tops):
        half = halves[at]
        place = _aligned(rva, at) + (half & 0xFF) * 4
        found = literal(image, wanted, rva + 2 * at, half >> 8 & 7, place, at + 1)
        if found is not None:
            yield found
    for at in _halves(LITERAL, code, halves):
        further = halves[at + 1]
        place = _aligned(rva, at) + (further & 0xFFF) * (1 if halves[at] & 0x80 else -1)
        found = literal(image, wanted, rva + 2 * at, further >> 12, place, at + 2)
        if found is not None:
            yield found
    for at in _halves(MOVT, code, halves):
        register = halves[at + 1] >> 8 & 15
        for first in range(at - 2, max(at - 2 * BETWEEN, 0) - 1, -1):
            if halves[first] & 0xFBF0 == 0xF240 and halves[first + 1] >> 8 & 0x8F == register:
                value = t32_imm16(_wide(halves, at)) << 16 | t32_imm16(_wide(halves, first))
                if wanted.matters(rva + 2 * first, value):
                    yield Number(rva + 2 * first, register, value, False, at + 2)
                break
    for at in matches(NARROW_ADR, tops):
        half = halves[at]
        target = _aligned(rva, at) + (half & 0xFF) * 4
        if target in wanted.reach:
            yield Number(rva + 2 * at, half >> 8 & 7, target, True, at + 1)
    for at in _halves(ADR, code, halves):
        word = _wide(halves, at)
        target = _aligned(rva, at) + t32_imm12(word) * (-1 if halves[at] & 0xA0 else 1)
        if target in wanted.reach:
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


def _wide(halves: array[int], at: int) -> int:
    return halves[at] << 16 | halves[at + 1]


def _aligned(rva: int, at: int) -> int:
    """Return what distances to data count from."""
    return rva + 2 * at + AHEAD & ~3
