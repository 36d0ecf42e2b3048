"""Where 32-bit Arm code may start functions, in which instruction set, and keep a services table.

A program may mix A32 and T32: the compiler's code is of one set, assembly of the other. A function
is of one. Its address says which where it is called, but the call itself may be no code, so its
first words must look right.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import chain, islice, pairwise

from efitool.references._arm_registers import SP
from efitool.references._arm_words import (
    WIDE,
    t32_distance,
)
from efitool.references._image_map import ImageMap, Run
from efitool.references._matches import matches
from efitool.references._table_loads import SOON
from efitool.references._words import halfwords_of, signed, words_of

A32_CALL = re.compile(rb"[\xeb\xfa\xfb]")
"""Top bytes of ``bl`` (not conditional) and ``blx``."""

T32_CALL = re.compile(rb"[\xf0-\xf7](?=[\xe8-\xef\xf8-\xff])")
"""Top bytes of the halfwords of ``bl`` and ``blx`` no further than 4 MiB."""

ALWAYS = 14
"""The condition of most A32 instructions, in the top bits."""

LOOKED_AT = 4
"""Words at the start of a function that are looked at; A32 code has a condition in each."""

A32_LIKE = 3
"""How many of them hold "always" in A32 code. T32 words have the same bits one time in eight."""

TABLE_LOAD_A32 = re.compile(rb"[\x38\x3c][\x00-\xef][\x90-\x9f]\xe5")
"""``ldr r, [r, #0x38]`` or ``[r, #0x3c]``."""

TABLE_LOAD_T32 = re.compile(
    rb"[\x80-\xff]\x6b|[\xd0-\xde]\xf8[\x38\x3c][\x00-\xef]|[\xd0-\xde]\xe9[\x0e\x0f]"
)
"""The same, in the narrow form with three bits of each register, the wide one, and ``ldrd``."""

MAX_TABLE_LOADS = 64
"""Places looked at for a variable that holds a table. A program has one or two."""


class Functions:
    """The functions of one image: ``starts`` are their RVAs, in order."""

    def __init__(self, image: ImageMap) -> None:
        addresses = chain(_pointed(image), *(_called(run) for run in image.code))
        found = {rva: thumb for rva, thumb in addresses if _looks_a32(image, rva) is (not thumb)}
        entry = (image.entry or 0) & ~1
        looks_a32 = _looks_a32(image, entry)
        if looks_a32 is not None:
            found[entry] = not looks_a32
        self.starts = sorted(found)
        self._thumb = [found[start] for start in self.starts]

    def is_thumb(self, rva: int) -> bool:
        """Whether the code at ``rva`` is of the set of the function that it belongs to."""
        at = bisect_right(self.starts, rva) - 1
        return bool(self._thumb) and self._thumb[max(at, 0)]

    def spans(self, run: Run) -> Iterator[tuple[int, int, bool]]:
        """Yield from where to where a run is of one set, and whether that is T32."""
        inside = range(bisect_right(self.starts, run.rva), bisect_left(self.starts, run.end))
        first, thumb = run.rva, self.is_thumb(run.rva)
        for at in inside:
            if self._thumb[at] != thumb:
                yield first, self.starts[at], thumb
                first, thumb = self.starts[at], self._thumb[at]
        yield first, run.end, thumb


def table_loads(image: ImageMap, functions: Functions) -> Iterator[int]:
    """Yield loads of a services table whose value is stored soon after."""
    found = (
        rva
        for run in image.code
        for first, end, thumb in functions.spans(run)
        for rva in (_table_loads_t32 if thumb else _table_loads_a32)(run, first, end)
    )
    return islice(found, MAX_TABLE_LOADS)


def _table_loads_a32(run: Run, first: int, end: int) -> Iterator[int]:
    code = run.data[first - run.rva : end - run.rva]
    words = words_of(code)
    for at, rest in (divmod(match.start(), 4) for match in TABLE_LOAD_A32.finditer(code)):
        register = words[at] >> 12 & 15
        if rest == 0 and any(
            word & 0xFE50_F000 == 0xE400_0000 | register << 12 and word >> 16 & 15 != SP
            for word in words[at + 1 : at + SOON]
        ):
            yield first + 4 * at


def _table_loads_t32(run: Run, first: int, end: int) -> Iterator[int]:
    code = run.data[first - run.rva : end - run.rva]
    halves = halfwords_of(code)
    for at, rest in (divmod(match.start(), 2) for match in TABLE_LOAD_T32.finditer(code)):
        if rest == 0 and at + 1 < len(halves):
            half, further = halves[at : at + 2]
            loaded = {half & 7} if half < WIDE else {further >> 12}
            if half >> 8 == 0xE9:
                loaded.add(further >> 8 & 15)
            behind = halves[at + 1 + (half >= WIDE) : at + 2 * SOON]
            if any(_stored(*pair) & loaded for pair in pairwise(behind)):
                yield first + 2 * at


def _stored(half: int, further: int) -> set[int]:
    """Return the registers that ``str`` or ``strd`` stores anywhere but on the stack."""
    if half & 0xF800 == 0x6000:
        return {half & 7}
    if half & 15 == SP:
        return set()
    if half & 0xFF70 == 0xF840:
        return {further >> 12}
    return {further >> 12, further >> 8 & 15} if half & 0xFE50 == 0xE840 else set()


def _pointed(image: ImageMap) -> Iterator[tuple[int, bool]]:
    """Yield where addresses in the image lead to, and whether they say that T32 code is there."""
    for rva in image.relocated:
        target = image.pointer(rva, 4)
        if target is not None:
            yield target & ~1, bool(target & 1)


def _called(run: Run) -> Iterator[tuple[int, bool]]:
    """Yield the places that a run seems to call, and whether they are T32 code."""
    return chain(_a32_calls(run), _t32_calls(run))


def _a32_calls(run: Run) -> Iterator[tuple[int, bool]]:
    words = words_of(run.data)
    for at in matches(A32_CALL, run.data[3::4]):
        word = words[at]
        thumb = word >> 28 == 15
        half = word >> 23 & 2 if thumb else 0
        yield run.rva + 4 * at + 8 + (signed(word, 24) << 2) + half, thumb


def _t32_calls(run: Run) -> Iterator[tuple[int, bool]]:
    halves = halfwords_of(run.data)
    for at in matches(T32_CALL, run.data[1::2]):
        word = halves[at] << 16 | halves[at + 1]
        target = run.rva + 2 * at + 4 + t32_distance(word)
        thumb = bool(word & 1 << 12)
        yield target if thumb else target & ~3, thumb


def _looks_a32(image: ImageMap, rva: int) -> bool | None:
    """Whether the code at ``rva`` is A32, not T32; None where no code is."""
    run = image.run_at(rva)
    if run is None or not run.code:
        return None
    first = rva - run.rva
    tops = run.data[first + 3 : first + 4 * LOOKED_AT : 4] if rva & 3 == 0 else b""
    return sum(top >> 4 == ALWAYS for top in tops) >= A32_LIKE
