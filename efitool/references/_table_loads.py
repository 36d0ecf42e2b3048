"""Code that may copy the address of a services table to a variable.

Where it loads from the system table and stores the value soon after, it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from efitool.references._image_map import ImageMap, Run
from efitool.references._matches import matches
from efitool.references._words import words_of

SOON = 16
"""Instructions after such a load in which the value is stored: gnu-efi stores both tables twelve
on."""

NEAR_ENTRY = 1 << 20
"""Bytes on either side of the entry point searched for such loads. Programs that keep a table in
a variable are small; kernels do not, and hold thousands of loads that look the same."""


def near_entry(image: ImageMap) -> Run | None:
    """Return the code about the entry point; None where that is in no code."""
    entry = image.entry or 0
    run = image.run_at(entry)
    if run is None:
        return None
    first = max(entry - run.rva - NEAR_ENTRY & ~3, 0)
    data = run.data[first : first + 2 * NEAR_ENTRY]
    start = run.rva + first
    return Run(start, run.offset + first, start + len(data), run.code, data)


def stored_loads(
    image: ImageMap, pattern: re.Pattern[bytes], stores: Callable[[int, int], bool]
) -> Iterator[int]:
    """Yield such loads where instructions are words of 32 bits.

    ``pattern`` tells a load by its upper three bytes; ``stores`` says of a load and another word
    whether that stores the value.
    """
    run = near_entry(image)
    if run is None:
        return
    words = words_of(run.data)
    for at, byte in (divmod(start, 4) for start in matches(pattern, run.data)):
        if byte == 1 and any(stores(words[at], use) for use in words[at : at + SOON]):
            yield run.rva + 4 * at
