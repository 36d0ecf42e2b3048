"""Finds, by masks on instruction words, where LA64 code may hold pieces of GUIDs.

The top bytes of all words, side by side, are searched for the few instructions that count
(LoongArch Reference Manual, Volume 1, 2.2 and appendix B). Data amid the code may look like
instructions: whoever walks the code finds out.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Container, Iterable, Iterator, Mapping
from struct import unpack

from efitool.references._image_map import ImageMap, Run
from efitool.references._loongarch64_words import (
    ADDI_D,
    BUILDERS,
    GROUP,
    PCADDI,
    WORD,
    built,
    built_on,
    near_target,
    si12,
    si14,
)
from efitool.references._matches import bounded, matches
from efitool.references._pieces import GUID_SIZE, Parts, Piece, parts_of
from efitool.references._words import words_of

MAX_CANDIDATES = 1 << 15
"""Instructions whose neighbours are looked at, in about a second; kernels and shells hold 600."""

UPPER = re.compile(rb"[\x14-\x17]")
"""Top bytes of ``lu12i.w`` and ``lu32i.d``."""

NEIGHBOURS = 24
"""Words before and after one of those that may build the same GUID: compilers interleave two or
three chains of four, and schedule a few other instructions between."""

DATA1 = (0, 4)
"""Where the first field of a GUID stands, and its size."""

ADDRESS = re.compile(rb"[\x18-\x1d]")
"""Top bytes of ``pcaddi``, ``pcalau12i`` and ``pcaddu12i``."""

REACH = 64
"""Words after one of those in which the address is used: compilers hoist it, seldom further."""

LOADS = {0b00_1010_0011: si12} | dict.fromkeys(range(0b00_1001_1000, 0b00_1001_1100), si14)
"""The top ten bits of ``ld.d`` and ``ldptr.d``, and what reads their distance."""

KEEPS = frozenset((0x25, 0x27, 0x29, *range(0x40, 0x70)))
"""Top bytes of what does not write the register that it names first: stores, branches."""


def pieces(image: ImageMap, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterator[Piece]:
    """Yield chains of immediates and addresses that bring in a GUID or a part of one.

    A part that needs neither ``lu12i.w`` nor ``lu32i.d`` is not seen alone, nor is an address that
    code computes from that of another variable.
    """
    parts = parts_of(known, (4, 8))
    slots = {rva: data[target] for rva, target in image.pointers(data, WORD)}
    for run in image.code:
        words, tops = words_of(run.data), run.data[3::4]
        yield from _built(run, words, tops, parts)
        yield from _addressed(run, words, tops, data, slots)


# --- immediates --------------------------------------------------------------------------------


def _built(run: Run, words: array[int], tops: bytes, parts: Parts) -> Iterator[Piece]:
    """Yield the instructions that start to build a half, a quarter or a field of a GUID."""
    low = frozenset(unpack("<I", part)[0] >> 12 for part in parts if len(part) == 4)
    high = frozenset(unpack("<Q", part)[0] >> 32 & 0xF_FFFF for part in parts if len(part) == 8)
    wanted = {0x14: low, 0x15: low, 0x16: high, 0x17: high}
    uppers = (at for at in matches(UPPER, tops) if words[at] >> 5 & 0xF_FFFF in wanted[tops[at]])
    for window in _windows(bounded(uppers, MAX_CANDIDATES)):
        numbers = [(run.rva + 4 * at, number) for at, number in _numbers(words, window)]
        for i, (rva, number) in enumerate(numbers):
            for size in (4, 8):
                for guid, start in parts.get(number[:size], ()):
                    yield Piece(rva, guid, start, start + size)
                    if (start, size) == DATA1:
                        yield from _fields(numbers[max(i - NEIGHBOURS, 0) : i + NEIGHBOURS], guid)


def _windows(places: Iterable[int]) -> Iterator[range]:
    """Yield the neighbourhoods of some places, joined where they meet."""
    window = range(0)
    for at in places:
        near = range(max(at - NEIGHBOURS, 0), at + NEIGHBOURS)
        if near.start > window.stop:
            yield window
            window = near
        window = range(window.start, near.stop)
    yield window


def _numbers(words: array[int], window: range) -> Iterator[tuple[int, bytes]]:
    """Yield where a number starts to be built, and its eight bytes after each step of it.

    What else writes a register goes unnoticed.
    """
    held: dict[int, tuple[int, int]] = {}
    for at, word in enumerate(words[window.start : window.stop], window.start):
        if word >> GROUP in BUILDERS:
            register = built_on(word)
            first, old = held.get(register, (None, 0)) if register else (at, 0)
            if first is not None:
                number = built(word, old)
                held[word & 31] = first, number
                yield first, number.to_bytes(8, "little")


def _fields(numbers: Iterable[tuple[int, bytes]], guid: bytes) -> Iterator[Piece]:
    """Yield the instructions that start to build ``Data2`` and ``Data3``.

    Compilers that optimize nothing write field by field.
    """
    for rva, number in numbers:
        for start in (4, 6):
            if number[:2] == guid[start : start + 2]:
                yield Piece(rva, guid, start, start + 2)


# --- addresses ---------------------------------------------------------------------------------


def _addressed(
    run: Run,
    words: array[int],
    tops: bytes,
    data: Mapping[int, bytes],
    slots: Mapping[int, bytes],
) -> Iterator[Piece]:
    """Yield what takes the address of a GUID in data, or loads one from a slot that holds it."""
    pages = {(rva >> 12) + near for rva in (*data, *slots) for near in (-1, 0, 1)}
    for at, address in bounded(_addresses(run, words, tops, pages), MAX_CANDIDATES):
        for guid in _used(words[at : at + REACH], address, data, slots):
            yield Piece(run.rva + 4 * at, guid, 0, GUID_SIZE, address=True)


def _addresses(
    run: Run, words: array[int], tops: bytes, pages: Container[int]
) -> Iterator[tuple[int, int]]:
    """Yield the instructions that compute an address in certain pages, and the address."""
    for at in matches(ADDRESS, tops):
        address = near_target(run.rva + 4 * at, words[at])
        if address >> 12 in pages:
            yield at, address


def _used(
    words: array[int], address: int, data: Mapping[int, bytes], slots: Mapping[int, bytes]
) -> Iterator[bytes]:
    """Yield the GUIDs that an address leads to, until its register is written anew.

    The first of the words puts it there.
    """
    register = words[0] & 31
    if words[0] >> 25 == PCADDI and address in data:
        yield data[address]
    for word in words[1:]:
        if word >> 5 & 31 == register:
            group = word >> GROUP
            if group == ADDI_D:
                further = address + si12(word)
                if further in data:
                    yield data[further]
                if word & 31 == register:
                    address = further
                    continue
            elif group in LOADS and address + LOADS[group](word) in slots:
                yield slots[address + LOADS[group](word)]
        if word & 31 == register and word >> 24 not in KEEPS:
            return
