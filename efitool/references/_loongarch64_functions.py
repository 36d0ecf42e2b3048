"""Where LA64 code may start functions, and where it may keep the address of a services table."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from efitool.references._image_map import ImageMap, Run
from efitool.references._loongarch64_registers import SP
from efitool.references._loongarch64_words import offs26
from efitool.references._matches import matches
from efitool.references._table_loads import stored_loads
from efitool.references._words import words_of

PROLOGUE = re.compile(rb"\x63[\x00-\xfc][\xe0-\xff]\x02")
"""``addi.d sp, sp, -n``, or nearly: stands near the start of every function that calls another."""

IS_PROLOGUE, PROLOGUE_BITS = 0xFFE0_03FF, 0x02E0_0063
"""The bits that tell it."""

SHRINK_WRAPPED = 20
"""Instructions that compilers put before it: constants, tests for an early return, padding."""

JUMPS = frozenset((0b01_0011, 0b01_0100, 0b01_0101))
"""The top six bits of ``jirl``, ``b`` and ``bl``: of what a function ends with, or what does not
return."""

NOTHING, NOP, BREAK = 0x0000_0000, 0x0340_0000, 0x002A
"""Words between functions, and the upper half of ``break``."""

CALL = re.compile(rb"[\x54-\x57]")
"""Top bytes of ``bl``."""

TABLE_LOAD = re.compile(rb"[\x60-\x63\x80-\x83]\xc1\x28")
"""``ld.d r, r, 0x58`` or ``0x60``, without the lowest byte."""

STORES = frozenset((0b00_1010_0111, *range(0b00_1001_1100, 0b00_1010_0000)))
"""The top ten bits of ``st.d`` and ``stptr.d``."""


def starts(image: ImageMap) -> list[int]:
    """Return where functions start: near where they make room on the stack, where ``bl`` goes."""
    found = set() if image.entry is None else {image.entry}
    for run in image.code:
        words = words_of(run.data)
        found.update(_with_stack(run, words))
        found.update(_called(run, words))
    return sorted(found)


def table_loads(image: ImageMap) -> Iterator[int]:
    """Yield loads of a services table whose value is stored soon after."""
    return stored_loads(image, TABLE_LOAD, _stores)


def _stores(load: int, word: int) -> bool:
    """Whether a word stores the register that another loads, to anywhere but the stack."""
    return word >> 22 in STORES and word & 31 == load & 31 and word >> 5 & 31 != SP


def _with_stack(run: Run, words: array[int]) -> Iterator[int]:
    """Yield the starts of functions that make room on the stack."""
    for at in (start // 4 for start in matches(PROLOGUE, run.data[: 4 * len(words)])):
        if words[at] & IS_PROLOGUE == PROLOGUE_BITS:
            first, lowest = at, max(at - SHRINK_WRAPPED, 0)
            while first > lowest and not _ends(words[first - 1]):
                first -= 1
            if first > lowest:
                while words[first] == NOP:
                    first += 1
                yield run.rva + 4 * first


def _ends(word: int) -> bool:
    """Whether a word is not followed by the next one, for all that it says itself."""
    return word >> 26 in JUMPS or word >> 16 == BREAK or word == NOTHING


def _called(run: Run, words: array[int]) -> Iterator[int]:
    """Yield the places in a run that it calls."""
    for at in matches(CALL, run.data[3::4]):
        target = 4 * at + offs26(words[at])
        if 0 <= target < len(run.data):
            yield run.rva + target
