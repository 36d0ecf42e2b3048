"""Numbers in A32 code, found by masks on words.

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
from efitool.references._arm_registers import PC
from efitool.references._arm_words import a32_imm16, a32_immediate
from efitool.references._image_map import ImageMap
from efitool.references._matches import matches
from efitool.references._words import MASK_32

AHEAD = 8
"""How far beyond an instruction the program counter reads."""

LITERAL = re.compile(rb"[\x1f\x9f](?=[\x05-\xe5])")
MOVT = re.compile(rb"[\x40-\x4f](?=[\x03-\xe3])")
ADR = re.compile(rb"[\x4f\x8f](?=[\x02-\xe2])")
"""The high halves of LDR (literal), MOVT and ADR under any condition; of some others too."""

SAME_REGISTER = 0x0FF0_F000


def numbers(
    image: ImageMap, wanted: Wanted, rva: int, code: bytes, words: array[int]
) -> Iterator[Number]:
    """Yield the numbers that matter in the code at ``rva``, kind by kind."""
    for at in _words(LITERAL, code, words):
        word = words[at]
        if word & 0x0F7F_0000 == 0x051F_0000:
            place = _relative(rva, at, word, word & 0xFFF)
            found = literal(image, wanted, rva + 4 * at, word >> 12 & 15, place, at + 1)
            if found is not None:
                yield found
    for at in _words(MOVT, code, words):
        word = words[at]
        movw = 0x0300_0000 | word & 0xF000
        for first in range(at - 1, max(at - BETWEEN, 0) - 1, -1):
            if word & 0x0FF0_0000 == 0x0340_0000 and words[first] & SAME_REGISTER == movw:
                value = a32_imm16(word) << 16 | a32_imm16(words[first])
                if wanted.matters(rva + 4 * first, value):
                    yield Number(rva + 4 * first, word >> 12 & 15, value, False, at + 1)
                break
    for at in _words(ADR, code, words):
        word = words[at]
        if word & 0x0FFF_0000 in (0x028F_0000, 0x024F_0000):
            target = _relative(rva, at, word, a32_immediate(word))
            if target in wanted.reach:
                yield Number(rva + 4 * at, word >> 12 & 15, target, True, at + 1)


def additions(rva: int, words: array[int], at: int) -> Iterator[Addition]:
    """Yield the additions in the words from index ``at`` on."""
    for index, word in enumerate(words[at : at + REACH], at):
        result, register, second = word >> 12 & 15, word >> 16 & 15, word & 15
        if word & 0x0FE0_0000 == 0x0280_0000:
            yield Addition(result, register, a32_immediate(word), False)
        elif word & 0x0FE0_0FF0 == 0x0080_0000 and PC in (register, second):
            number = second if register == PC else register
            yield Addition(result, number, rva + 4 * index + AHEAD, True)


def _words(pattern: re.Pattern[bytes], code: bytes, words: array[int]) -> Iterator[int]:
    """Yield the indices of the words whose high halves match."""
    for at in matches(pattern, code):
        if at & 3 == 2 and at >> 2 < len(words):
            yield at >> 2


def _relative(rva: int, at: int, word: int, distance: int) -> int:
    """Return the RVA at a distance that bit 23 says to be ahead or behind."""
    return rva + 4 * at + AHEAD + (distance if word & 1 << 23 else -distance) & MASK_32
