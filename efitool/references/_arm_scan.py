"""Finds where 32-bit Arm code may hold pieces of GUIDs.

A number comes from a literal pool, from MOVW and MOVT, or from ADR. It is a quarter of a GUID, or
an address, or the distance to one from the program counter, which an addition soon after brings
in. Compilers reach what stands near a variable from there, by one more addition. Data amid the code
may look like instructions: whoever walks the code finds out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from efitool.references import _arm_a32_scan, _arm_t32_scan
from efitool.references._arm_functions import Functions
from efitool.references._arm_numbers import Addition, Number, Wanted
from efitool.references._image_map import ImageMap, Run
from efitool.references._matches import bounded
from efitool.references._pieces import GUID_SIZE, Piece
from efitool.references._words import MASK_32, halfwords_of, words_of

QUARTER = 4

NEARBY = 1 << 16
"""Bytes from a variable to a GUID that is reached from there: a GUID beyond is not looked for."""

MAX_NUMBERS = 1 << 16
"""Numbers that matter whose neighbours are looked at, in half a second. A shell has 10,000."""

Used: TypeAlias = tuple[Number, Iterator[Addition]]
"""A number, and the additions behind it."""


def pieces(
    image: ImageMap, functions: Functions, known: Iterable[bytes], data: Mapping[int, bytes]
) -> Iterator[Piece]:
    """Yield loads, pairs of immediates and addresses that bring in a GUID or a quarter of one.

    A quarter that is one MOV or MVN alone is not seen.
    """
    quarters = defaultdict(list)
    for guid in known:
        for start in range(0, GUID_SIZE, QUARTER):
            quarter = int.from_bytes(guid[start : start + QUARTER], "little")
            quarters[quarter].append((guid, start))
    reach = range(min(data, default=0) - NEARBY, max(data, default=0) + 1)
    wanted = Wanted(quarters, reach)
    used = (pair for run in image.code for pair in _used(image, functions, run, wanted))
    for number, additions in bounded(used, MAX_NUMBERS):
        if not number.address:
            for guid, at in quarters.get(number.value, ()):
                yield Piece(number.rva, guid, at, at + QUARTER)
        start = number.value if number.address else number.value + number.rva & MASK_32
        for target in _addresses(number, additions) if start in reach else ():
            if target in data:
                yield Piece(number.rva, data[target], 0, GUID_SIZE, address=True)


def _used(image: ImageMap, functions: Functions, run: Run, wanted: Wanted) -> Iterator[Used]:
    for first, end, thumb in functions.spans(run):
        code = run.data[first - run.rva : end - run.rva]
        yield from (_t32 if thumb else _a32)(image, wanted, first, code)


def _a32(image: ImageMap, wanted: Wanted, rva: int, code: bytes) -> Iterator[Used]:
    words = words_of(code)
    for number in _arm_a32_scan.numbers(image, wanted, rva, code, words):
        yield number, _arm_a32_scan.additions(rva, words, number.next)


def _t32(image: ImageMap, wanted: Wanted, rva: int, code: bytes) -> Iterator[Used]:
    halves = halfwords_of(code)
    for number in _arm_t32_scan.numbers(image, wanted, rva, code, halves):
        yield number, _arm_t32_scan.additions(rva, halves, number.next)


def _addresses(number: Number, additions: Iterator[Addition]) -> Iterator[int]:
    """Yield the addresses that a number, with what is added to it, may be."""
    _, register, value, known, _ = number
    if known:
        yield value
    for addition in additions:
        if addition.register == register:
            total = value + addition.distance & MASK_32
            if known or addition.relative:
                yield total
            if addition.relative and not known:
                register, value, known = addition.result, total, True
