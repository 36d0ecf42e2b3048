"""Where A64 code may start functions, and where it may keep the address of a services table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from efitool.references._arm64_registers import SP
from efitool.references._image_map import ImageMap, Run
from efitool.references._matches import matches
from efitool.references._table_loads import stored_loads
from efitool.references._words import words_of

PACIASP = re.compile(rb"\x3f\x23\x03\xd5")
"""Signs the return address: near the start of every function that calls another."""

SHRINK_WRAPPED = 4 * 12
"""Bytes of instructions that compilers put before it: constants, tests for an early return."""

ENDS = frozenset({0x00, *range(0x14, 0x18), *range(0x94, 0x98), 0xD4, 0xD5, 0xD6})
"""Top bytes of what stands before a function: padding, ``b``, ``bl`` to what does not return,
``brk``, ``nop``, ``ret``."""

CIRCLE = re.compile(rb"(?:.{4})*?(?:\0\0\0\x14|.{3}[\x16\x17])", re.DOTALL)
"""Words up to a ``b`` that goes backwards, or nowhere."""

CALL = re.compile(rb"[\x94-\x97]")
"""Top bytes of ``bl``."""

MAX_MIXED = 1 << 20
"""Bytes of code of which some may be compiled to sign, and some not: programs are linked with
libraries. Kernels are compiled alike, and hold 300,000 calls."""

TABLE_LOAD = re.compile(rb"[\x2c-\x33]\x40\xf9|[\x80-\xff]\x45\xa9")
"""``ldr x, [x, #0x58]`` or ``[x, #0x60]``, or ``ldp`` of both, without the lowest byte."""


def starts(image: ImageMap) -> list[int]:
    """Return where functions start: near ``paciasp``, and where ``bl`` goes.

    That counts not where all functions sign.
    """
    found = set() if image.entry is None else {image.entry}
    for run in image.code:
        signing = _signing(run)
        found.update(signing)
        if not signing or len(run.data) <= MAX_MIXED:
            found.update(_called(run))
    return sorted(found)


def may_circle(image: ImageMap, start: int, count: int) -> bool:
    """Whether one of so many instructions from ``start`` on goes backwards for good."""
    run = image.run_at(start)
    if run is None:
        return False
    first = start - run.rva
    return CIRCLE.match(run.data, first, first + 4 * count) is not None


def table_loads(image: ImageMap) -> Iterator[int]:
    """Yield loads of a services table whose value is stored soon after."""
    return stored_loads(image, TABLE_LOAD, _stores)


def _stores(load: int, word: int) -> bool:
    """Whether a word is ``str`` of what ``ldr`` or ``ldp`` loads, to anywhere but the stack."""
    registers = (load & 31, load >> 10 & 31) if load >> 24 == 0xA9 else (load & 31,)
    return word >> 22 == 0x3E4 and word & 31 in registers and word >> 5 & 31 != SP


def _signing(run: Run) -> list[int]:
    """Return the starts of functions that sign their return address."""
    found = []
    for at in matches(PACIASP, run.data):
        first = at
        while at - first < SHRINK_WRAPPED and first >= 4 and run.data[first - 1] not in ENDS:
            first -= 4
        if at & 3 == 0:
            found.append(run.rva + first)
    return found


def _called(run: Run) -> set[int]:
    """Return the places in a run that it calls."""
    words = words_of(run.data)
    targets = {at + words[at] & 0x3FF_FFFF for at in matches(CALL, run.data[3::4])}
    return {run.rva + 4 * target for target in targets if target < len(words)}
