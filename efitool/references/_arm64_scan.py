"""Finds, by masks on instruction words, where A64 code may hold pieces of GUIDs.

Encodings: Arm Architecture Reference Manual (DDI 0487), C4.1, C6.2 and C7.2. The top bytes of all
words, side by side, are searched for the few instructions that count, so that a kernel of eight
million words costs a fifth of a second. Data amid the code may look like instructions: whoever
walks the code finds out.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from struct import unpack
from typing import TypeAlias

from efitool.references._arm64_words import adr_target, literal_address, wide_immediate
from efitool.references._image_map import ImageMap, Run
from efitool.references._literals import lone_halves
from efitool.references._matches import bounded, matches
from efitool.references._pieces import GUID_SIZE, NEAR, Parts, Piece, parts_of
from efitool.references._words import words_of

Uses: TypeAlias = Mapping[tuple[int, int], list[tuple[bytes, int, int, bool]]]
"""What a load of so many bytes from an RVA brings in, or the RVA itself (`ADDRESS`): the end of a
`Piece`."""

MAX_CANDIDATES = 1 << 17
"""Instructions whose neighbours are looked at, in less than a second; kernels hold 10,000."""

MOVK = re.compile(rb"[\x72\xf2]")
"""Top bytes of ``movk`` of 32 and 64 bits."""

SAME_REGISTER = 0x9F80_001F
"""The bits that move-wide instructions on one register share."""

IS_MOVK = 0x6000_0000
"""The bits of its opcode that ``movk`` has, and neither ``movz`` nor ``movn``."""

IS_MOVZ_16, MOVZ_16 = 0x7FE0_0000, 0x5280_0000
"""The bits that tell a ``movz`` of the low 16 bits."""

DATA1 = (0, 4)
"""Where the first field of a GUID stands, and its size."""

CHAIN = 24
"""Words before and after a ``movk`` that may build the same value: compilers interleave two or
three chains of four, and schedule a few other instructions between."""

LITERAL_SIZES = {0x18: 4, 0x58: 8, 0x1C: 4, 0x5C: 8, 0x9C: 16}
"""Bytes that ``ldr`` loads from a literal pool, by its top byte: w, x, s, d, q."""

LDR_LITERAL = re.compile(rb"[\x18\x58\x1c\x5c\x9c]")

ADR = re.compile(rb"[\x10\x30\x50\x70\x90\xb0\xd0\xf0]")
"""Top bytes of ``adr`` and ``adrp``."""

DISTANCE = 0x1F_FFFF
"""The bits of the distance in both: addresses that agree in them may be meant."""

REACH = 64
"""Words after an address in which it is used: compilers hoist it, seldom further."""

ADDRESS = 0
HALF = 8
"""Bytes of an address, and of a GUID in one register."""

SUMS = {0x244: 1, 0x344: -1}
"""The top ten bits of ``add x, x, #imm12`` and ``sub x, x, #imm12``, and the sign of imm12."""

LOADS = {0x3E5: HALF, 0x3F5: HALF, 0x0F7: GUID_SIZE}
"""The top ten bits of ``ldr x``, ``ldr d``, ``ldr q``, and what they load; imm12 counts in that."""

NO_RESULT = ((0x0A40_0000, 0x0800_0000), (0x1C00_0000, 0x1400_0000))
"""The bits that tell stores and branches, which do not write the register they name first."""

IS_MOVE, MOVE = 0xFFE0_FFE0, 0xAA00_03E0
"""The bits that tell ``mov x, x``."""

MAX_POOL = 1 << 20
"""Bytes of a segment that is searched for halves of GUIDs on their own. Programs have less;
kernels more, and no such halves."""

ANCHORED = 1 << 12
"""Bytes behind an address that imm12 reaches."""


def pieces(image: ImageMap, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterator[Piece]:
    """Yield chains of immediates, loads and addresses that bring in a GUID or a part of one.

    A part that is one immediate alone, without ``movk``, is not seen, nor is an address that code
    computes from that of another variable.
    """
    parts = parts_of(known, (4, 8, 16))
    uses = _uses(image, parts, data)
    for run in image.code:
        words, tops = words_of(run.data), run.data[3::4]
        yield from _built(run, words, tops, parts)
        yield from _loaded(image, run, words, tops, parts, uses)
        yield from _addressed(image, run, words, tops, uses)


def _uses(image: ImageMap, parts: Parts, data: Mapping[int, bytes]) -> Uses:
    """Return what code can reach: GUIDs in data, halves on their own, and their addresses."""
    uses = defaultdict(list)
    for rva, guid in data.items():
        uses[rva, ADDRESS].append((guid, 0, GUID_SIZE, True))
        for size in (HALF, GUID_SIZE):
            for start in range(0, GUID_SIZE, size):
                uses[rva + start, size].append((guid, start, start + size, False))
    small = (run for run in image.runs if len(run.data) <= MAX_POOL)
    for rva in bounded(lone_halves(small, parts), MAX_CANDIDATES):
        for guid, start in parts[image.read(rva, HALF) or b""]:
            uses[rva, HALF].append((guid, start, start + HALF, False))
    places = sorted(data)
    for rva in image.relocated:
        target = image.pointer(rva, HALF)
        if target is None:
            continue
        if target in data:
            uses[rva, HALF].append((data[target], 0, GUID_SIZE, False))
        elif bisect_left(places, target) < bisect_left(places, target + ANCHORED):
            uses[rva, HALF] = []  # what is behind
    return uses


# --- immediates --------------------------------------------------------------------------------


def _built(run: Run, words: array[int], tops: bytes, parts: Parts) -> Iterator[Piece]:
    """Yield the move-wide instructions that start to build a half or a quarter of a GUID."""
    wanted = {0x72: _immediates(parts, 4), 0xF2: _immediates(parts, 8)}
    movks = (at for at in matches(MOVK, tops) if words[at] >> 5 & 0x3FFFF in wanted[tops[at]])
    firsts = {_chain_start(words, at) for at in bounded(movks, MAX_CANDIDATES)}
    for first in firsts:
        for number in _chain(words, first):
            for guid, start in parts.get(number, ()):
                yield Piece(run.rva + 4 * first, guid, start, start + len(number))
                if (start, len(number)) == DATA1:
                    yield from _fields(run, words, first, guid)


def _fields(run: Run, words: array[int], first: int, guid: bytes) -> Iterator[Piece]:
    """Yield the move-wide instructions that set ``Data2`` and ``Data3``, behind those of ``Data1``.

    Compilers that optimize nothing write field by field.
    """
    for at, word in enumerate(words[first : first + NEAR // 4], first):
        if word & IS_MOVZ_16 == MOVZ_16:
            for start in (4, 6):
                if (word >> 5 & 0xFFFF).to_bytes(2, "little") == guid[start : start + 2]:
                    yield Piece(run.rva + 4 * at, guid, start, start + 2)


def _immediates(parts: Parts, size: int) -> frozenset[int]:
    """Return the fields hw and imm16 of every ``movk`` that may build a part of this size."""
    return frozenset(
        hw << 16 | immediate
        for part in parts
        if len(part) == size
        for hw, immediate in enumerate(unpack(f"<{size // 2}H", part))
    )


def _chain_start(words: array[int], at: int) -> int:
    """Return where the register that a ``movk`` changes was set by ``movz`` or ``movn``.

    Failing that, return the ``movk``: what it changes is then no constant.
    """
    kind = words[at] & SAME_REGISTER
    for i in range(at - 1, max(at - CHAIN, 0) - 1, -1):
        if words[i] & SAME_REGISTER == kind and words[i] & IS_MOVK != IS_MOVK:
            return i
    return at


def _chain(words: array[int], first: int) -> Iterator[bytes]:
    """Yield what the register holds after each step, up to the next constant in it."""
    kind = words[first] & SAME_REGISTER
    size = 8 if kind >> 31 else 4
    number = wide_immediate(words[first], 0)
    for word in words[first + 1 : first + 2 * CHAIN]:
        if word & SAME_REGISTER == kind:
            if word & IS_MOVK != IS_MOVK:
                return
            number = wide_immediate(word, number)
            yield number.to_bytes(size, "little")


# --- literals and addresses --------------------------------------------------------------------


def _loaded(
    image: ImageMap, run: Run, words: array[int], tops: bytes, parts: Parts, uses: Uses
) -> Iterator[Piece]:
    """Yield the loads of a GUID, a part of one, or an address from a literal pool."""
    for at in matches(LDR_LITERAL, tops):
        rva, size = run.rva + 4 * at, LITERAL_SIZES[tops[at]]
        place = literal_address(rva, words[at])
        literal = image.read(place, size)
        for guid, start in parts.get(literal or b"", ()):
            yield Piece(rva, guid, start, start + size)
        if (place, size) in uses:
            for use in uses[place, size]:
                yield Piece(rva, *use)
            target = image.pointer(place, size)
            if target is not None:
                yield from _reached(image, rva, target, words[at : at + REACH], uses)


def _addressed(
    image: ImageMap, run: Run, words: array[int], tops: bytes, uses: Uses
) -> Iterator[Piece]:
    """Yield ``adr`` of a GUID in data, and ``adrp`` whose page is then used to reach one."""
    low = frozenset(rva & DISTANCE for rva, _ in uses)
    pages = frozenset(rva >> 12 & DISTANCE for rva, _ in uses)
    candidates = []
    for at in matches(ADR, tops):
        word, rva = words[at], run.rva + 4 * at
        distance = word >> 3 & 0x1FFFFC | word >> 29 & 3
        if word >> 31:
            if (rva >> 12) + distance & DISTANCE in pages:
                candidates.append(at)
        elif rva + distance & DISTANCE in low:
            candidates.append(at)
    for at in bounded(candidates, MAX_CANDIDATES):
        word, rva = words[at], run.rva + 4 * at
        target = adr_target(rva, word)
        if word >> 31:
            yield from _reached(image, rva, target, words[at : at + REACH], uses)
        else:
            for use in uses.get((target, ADDRESS), ()):
                yield Piece(rva, *use)


def _reached(
    image: ImageMap, rva: int, address: int, words: array[int], uses: Uses
) -> Iterator[Piece]:
    """Yield what the words behind the first reach from the address that it brings in."""
    addresses = {words[0] & 31: address}
    for word in words[1:]:
        base, kind = addresses.get(word >> 5 & 31), word >> 22
        result = use = None
        if base is not None and kind in SUMS:
            result = base + SUMS[kind] * (word >> 10 & 0xFFF)
            use = result, ADDRESS
        elif base is not None and kind in LOADS:
            size = LOADS[kind]
            use = base + (word >> 10 & 0xFFF) * size, size
            result = image.pointer(*use)
        elif word & IS_MOVE == MOVE:
            result = addresses.get(word >> 16 & 31)
        for end in uses.get(use, ()) if use else ():
            yield Piece(rva, *end)
        if result is not None:
            addresses[word & 31] = result
        elif word & 31 in addresses and all(word & mask != bits for mask, bits in NO_RESULT):
            del addresses[word & 31]
            if not addresses:
                return
