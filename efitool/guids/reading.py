"""The ways in which people write a GUID down."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple
from uuid import UUID

CANONICAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
DIGITS = re.compile(r"[0-9a-f]{32}", re.I)
NUMBER = re.compile(r"\b0x([0-9a-f]+)", re.I)

TEXT = "text"
IN_MEMORY = "bytes in memory order"
NUMBERS = {
    2: ("two 64-bit immediates", "<2Q"),
    4: ("four 32-bit immediates", "<4I"),
    11: ("C initialiser", "<I2H8B"),
    16: (IN_MEMORY, "<16B"),
}
"""How a GUID is made of so many numbers: in code for x86 and i386, in C, in a table of bytes."""


class Reading(NamedTuple):
    """A GUID that a text may mean, and how the text was read to find it."""

    guid: UUID
    how: str


def readings(text: str) -> tuple[Reading, ...]:
    """Return the GUIDs that a text may mean, the likeliest first; none if it is no GUID.

    Thirty-two digits without hyphens have two readings, since a hex dump shows the first three
    fields in reverse.
    """
    if found := CANONICAL.fullmatch(text.strip(" \t\n{}()\"'")):
        return (Reading(UUID(found[0]), TEXT),)
    digits = re.sub(r"[\s:]", "", text)
    if DIGITS.fullmatch(digits):
        in_memory = Reading(UUID(bytes_le=bytes.fromhex(digits)), IN_MEMORY)
        return (in_memory, Reading(UUID(digits), TEXT))
    numbers = [int(digits, 16) for digits in NUMBER.findall(text)]
    return _from_numbers(numbers) if len(numbers) in NUMBERS else ()


def _from_numbers(numbers: list[int]) -> tuple[Reading, ...]:
    how, layout = NUMBERS[len(numbers)]
    try:
        return (Reading(UUID(bytes_le=struct.pack(layout, *numbers)), how),)
    except struct.error:  # one of them is too large
        return ()
