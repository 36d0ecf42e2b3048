"""Where RV64 code may start functions, and where it may keep the address of a services table."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from itertools import islice

from efitool.references._image_map import ImageMap, Run
from efitool.references._matches import matches
from efitool.references._riscv64_registers import FP, SP
from efitool.references._riscv64_rows import row
from efitool.references._riscv64_words import JAL, JALR
from efitool.references._table_loads import SOON, near_entry
from efitool.references._words import halfwords_of

FRAME = re.compile(rb"[\x11\x71]")
"""High bytes of ``c.addi sp, -n`` and ``c.addi16sp sp, -n``: functions make room on the stack."""

FRAME_BITS, IS_FRAME = 0x9F83, 0x1101
"""The bits of the halfword that tell both from all else."""

LARGE_FRAME = re.compile(rb"\x13\x01[\x01-\xf1][\x80-\xff]")
"""``addi sp, sp, -n``, for more room than those can make, or code without them."""

LEAD = 24
"""Halfwords before that may belong to the function: loads of constants, tests for an early
return."""

ALONE = frozenset((0x0000, 0x0001, 0x8082, 0x9002))
"""What stands between functions: padding, ``ret``, ``ebreak``."""

NOP = 0x13
"""The first half of ``nop``, and of nothing else that is of use."""

TABLE_LOAD = re.compile(rb"[\x05\x06\x6c-\x73]")
"""High bytes of ``c.ld x, 0x58(x)`` and ``0x60(x)``, and of the second half of such an ``ld``: the
offsets of the services in the system table (UEFI 2.10, 4.3.1)."""

SHORT_LOAD_BITS, SHORT_LOADS = 0xFC63, frozenset((0x6C20, 0x7020))
LOAD_BITS, LOAD, DISTANCES = 0x707F, 0x3003, frozenset((0x58, 0x60))
"""The bits that tell the first, and the halves of the second."""

STORE_BITS, STORE = 0x707F, 0x3023
"""The bits that tell an ``sd``."""


def starts(image: ImageMap) -> list[int]:
    """Return where functions start: before they make room on the stack, which leaves need not."""
    found = set() if image.entry is None else {image.entry}
    for run in image.code:
        halves = halfwords_of(run.data)
        for frame in _frames(run, halves):
            first = _first(halves, frame)
            if first is not None:
                found.add(run.rva + 2 * first)
    return sorted(found)


def table_loads(image: ImageMap) -> Iterator[int]:
    """Yield loads of a services table whose value is stored soon after."""
    run = near_entry(image)
    if run is None:
        return
    halves = halfwords_of(run.data)
    for at in matches(TABLE_LOAD, run.data[1::2]):
        if halves[at] & SHORT_LOAD_BITS not in SHORT_LOADS:
            at -= 1  # what was found is the second half
            if at < 0 or halves[at] & LOAD_BITS != LOAD or halves[at + 1] >> 4 not in DISTANCES:
                continue
        load, *after = islice(row(run, run.rva + 2 * at), 1 + SOON)
        if any(_stores(load.word >> 7 & 31, use.word) for use in after):
            yield load.rva


def _stores(register: int, word: int) -> bool:
    """Whether a word is ``sd`` of a register, to anywhere but the stack."""
    if word & STORE_BITS != STORE or word >> 20 & 31 != register:
        return False
    return word >> 15 & 31 not in (SP, FP)


def _frames(run: Run, halves: array[int]) -> Iterator[int]:
    """Yield the halfwords that make room on the stack."""
    for at in matches(FRAME, run.data[1::2]):
        if at < len(halves) and halves[at] & FRAME_BITS == IS_FRAME:
            yield at
    for at in matches(LARGE_FRAME, run.data):
        if at & 1 == 0 and run.data[at + 2] & 15 == 1:
            yield at // 2


def _first(halves: array[int], frame: int) -> int | None:
    """Return where the function starts that makes room at ``frame``; it may do so in two steps."""
    if frame == 0 or (halves[frame - 1] in ALONE and halves[max(frame - 2, 0)] & 3 != 3):
        return frame
    at, first = max(frame - LEAD, 0), None
    while at < frame:
        half = halves[at]
        long = half & 3 == 3
        leaves = half & 0x7F in (JAL, JALR) or half == NOP if long else _leaves(half)
        at += 2 if long else 1
        if leaves:
            first = at
    return first if at == frame else None


def _leaves(half: int) -> bool:
    """Whether a compressed instruction goes elsewhere for good, or calls what may not return."""
    return half in ALONE or half & 0xE003 == 0xA001 or half & 0xE07F == 0x8002
