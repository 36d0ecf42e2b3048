"""What scans of A32 and of T32 code find alike: numbers, and what is added to them."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from efitool.references._image_map import ImageMap
from efitool.references._words import MASK_32

BETWEEN = 12
"""Instructions before MOVT in which MOVW sets the lower half."""

REACH = 24
"""Words of code after a number in which it is used: compilers load early."""


class Number(NamedTuple):
    """The instruction at ``rva`` starts to put a number into a register.

    ``address`` says that it is the RVA of something. ``next`` counts the words or halfwords of the
    code before the first instruction that may use it.
    """

    rva: int
    register: int
    value: int
    address: bool
    next: int


class Wanted(NamedTuple):
    """Numbers that matter: quarters of GUIDs, and what leads to within ``reach``."""

    quarters: Container[int]
    reach: range

    def matters(self, rva: int, value: int) -> bool:
        """Whether a number that is brought in at ``rva`` may be a quarter or a distance."""
        return value in self.quarters or value + rva & MASK_32 in self.reach


class Addition(NamedTuple):
    """An instruction that sets ``result`` to the sum of a register and ``distance``.

    ``relative`` says that the distance is from the start of the image to the program counter.
    """

    result: int
    register: int
    distance: int
    relative: bool


def literal(
    image: ImageMap, wanted: Wanted, rva: int, register: int, place: int, following: int
) -> Number | None:
    """Return what the instruction at ``rva`` loads from a literal pool, if it matters."""
    held = image.read(place, 4)
    if held is None:
        return None
    value, address = int.from_bytes(held, "little"), place in image.relocated
    if address:
        value -= image.base
    matters = value in wanted.reach if address else wanted.matters(rva, value)
    return Number(rva, register, value, address, following) if matters else None
