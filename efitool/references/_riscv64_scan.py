"""Finds, by masks on halfwords, where RV64 code may hold pieces of GUIDs.

The low bytes of all halfwords, side by side, are searched for the two instructions that every
address and every constant of more than twelve bits starts with, ``auipc`` and ``lui``. So a kernel
of eight million halfwords costs a third of a second. Half an instruction, or data amid the code,
may look like one: whoever walks the code finds out.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeAlias

from efitool.references._image_map import ImageMap, Run
from efitool.references._literals import lone_halves
from efitool.references._machine import State, Unwatched
from efitool.references._matches import bounded, matches
from efitool.references._pieces import GUID_SIZE, Parts, Piece, parts_of
from efitool.references._riscv64_cpu import execute
from efitool.references._riscv64_registers import REGISTERS
from efitool.references._riscv64_rows import row
from efitool.references._riscv64_words import (
    LOAD,
    NO_RESULT,
    OP_IMM,
    immediate,
    upper,
)
from efitool.references._words import MASK_64, halfwords_of, signed

Uses: TypeAlias = Mapping[tuple[int, int], list[tuple[bytes, int, int, bool]]]
"""What a load of so many bytes from an RVA brings in, or the RVA itself (`ADDRESS`): the end of a
`Piece`."""

MAX_CANDIDATES = 1 << 16
"""Instructions whose neighbours are looked at, in less than a second; kernels hold 5,000."""

AUIPC = re.compile(rb"[\x17\x97]")
LUI = re.compile(rb"[\x37\xb7]")
"""Low bytes of ``auipc`` and ``lui``."""

REGISTER = 0x0F80
LINK = 0x0080
"""The register that an instruction writes, and the one of nearly all calls: no address of data."""

PAGE = 12
DISTANCE = 1 << PAGE - 1
"""``auipc`` counts in pages; what comes behind it reaches half a page to either side."""

REACH = 24
"""Instructions in which an address is used, or a constant completed: compilers schedule a few
others between."""

ADDRESS = 0
HALF, QUARTER = 8, 4
"""Bytes of a GUID in one register."""


def pieces(image: ImageMap, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterator[Piece]:
    """Yield constants, loads and addresses that bring in a GUID or a part of one.

    A part that starts with ``li`` or ``c.lui``, and one of two bytes, is not seen.
    """
    parts = parts_of(known, (QUARTER, HALF))
    uses = _uses(image, parts, data)
    uppers = frozenset(number for part in parts for number in _uppers(part))
    for run in image.code:
        halves, lows = halfwords_of(run.data), run.data[: len(run.data) & ~1 : 2][:-1]
        yield from _addressed(run, halves, lows, uses)
        yield from _built(image, run, halves, lows, parts, uppers)


# --- addresses and literals --------------------------------------------------------------------


def _uses(image: ImageMap, parts: Parts, data: Mapping[int, bytes]) -> Uses:
    """Return what code can reach: GUIDs in data, their addresses, and halves on their own."""
    uses = defaultdict(list)
    for rva, guid in data.items():
        uses[rva, ADDRESS].append((guid, 0, GUID_SIZE, True))
        for size in (QUARTER, HALF):
            for start in range(0, GUID_SIZE, size):
                uses[rva + start, size].append((guid, start, start + size, False))
    for rva, target in image.pointers(data, HALF):
        uses[rva, HALF].append((data[target], 0, GUID_SIZE, True))
    for rva in bounded(lone_halves(image.runs, parts), MAX_CANDIDATES):
        for guid, start in parts[image.read(rva, HALF) or b""]:
            uses[rva, HALF].append((guid, start, start + HALF, False))
    return uses


def _addressed(run: Run, halves: array[int], lows: bytes, uses: Uses) -> Iterator[Piece]:
    """Yield each ``auipc`` from which code reaches a GUID or a part of one."""
    pages = frozenset(
        rva + side >> PAGE & 0xF_FFFF for rva, _ in uses for side in (1 - DISTANCE, DISTANCE)
    )
    candidates = []
    for at in matches(AUIPC, lows):
        half = halves[at]
        if half & REGISTER > LINK:
            page = (run.rva + 2 * at >> PAGE) + (halves[at + 1] << 4 | half >> 12)
            if page & 0xF_FFFF in pages:
                candidates.append(at)
    for at in bounded(candidates, MAX_CANDIDATES):
        yield from _reached(run, run.rva + 2 * at, uses)


def _reached(run: Run, rva: int, uses: Uses) -> Iterator[Piece]:
    """Yield what the instructions behind an ``auipc`` reach from it."""
    word = int.from_bytes(run.data[rva - run.rva : rva - run.rva + 4], "little")
    addresses = {word >> 7 & 31: rva + upper(word)}
    for at in islice(row(run, rva + 4), REACH):
        opcode, register = at.word & 0x7F, at.word >> 7 & 31
        target = addresses.get(at.word >> 15 & 31)
        size = _size(at.word)
        if target is not None and size is not None:
            target += immediate(at.word)
            for use in uses.get((target, size), ()):
                yield Piece(rva, *use)
        if opcode not in NO_RESULT:
            addresses.pop(register, None)
            if target is not None and size == ADDRESS:
                addresses[register] = target
        if not addresses:
            return


def _size(word: int) -> int | None:
    """Return how much an instruction loads, `ADDRESS` if it adds to an address, or None."""
    funct3 = word >> 12 & 7
    if word & 0x7F == LOAD:
        return 1 << (funct3 & 3)
    return ADDRESS if word & 0x7F == OP_IMM and funct3 == 0 else None


# --- constants ---------------------------------------------------------------------------------


def _built(
    image: ImageMap, run: Run, halves: array[int], lows: bytes, parts: Parts, uppers: frozenset[int]
) -> Iterator[Piece]:
    """Yield the first instructions of the sequences that build a half or a quarter of a GUID."""
    luis = (at for at in matches(LUI, lows) if halves[at + 1] << 4 | halves[at] >> 12 in uppers)
    for at in bounded(luis, MAX_CANDIDATES):
        state = State(image, Unwatched(), [None] * REGISTERS, {})
        for step in islice(row(run, run.rva + 2 * at), REACH):
            if execute(state, step) != step.next:
                break
            value = state.read(step.word >> 7 & 31)
            if value.base is None:
                for part in _parts_in(value.offset):
                    for guid, start in parts.get(part, ()):
                        yield Piece(value.source, guid, start, start + len(part))


def _parts_in(number: int) -> Iterator[bytes]:
    """Yield a number as a half, and as a quarter where its upper bits are but the sign."""
    yield number.to_bytes(HALF, "little")
    if signed(number, 32) & MASK_64 == number:
        yield (number & 0xFFFF_FFFF).to_bytes(QUARTER, "little")


def _uppers(part: bytes) -> Iterator[int]:
    """Yield the immediates of ``lui`` that code may start with to build a part.

    GCC builds both quarters of a half and joins them, LLVM builds it from the top, twelve bits at
    a time. Either way what is added has a sign, and a carry to make up for it.
    """
    number = int.from_bytes(part, "little")
    yield _rounded(number)
    if len(part) == HALF:
        yield _rounded((number >> 32) + (number >> 31 & 1))
        number = signed(number, 64)
        while number != signed(number, 32):
            number = signed(number - signed(number, PAGE), 64)
            number >>= (number & -number).bit_length() - 1
        yield _rounded(number)


def _rounded(number: int) -> int:
    return number + DISTANCE >> PAGE & 0xF_FFFF
