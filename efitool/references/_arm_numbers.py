"""What scans of A32 and of T32 code find alike: numbers, and what is added to them."""

from __future__ import annotations

from typing import NamedTuple

from efitool.references._image_map import ImageMap

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


class Addition(NamedTuple):
    """An instruction that sets ``result`` to the sum of a register and ``distance``.

    ``relative`` says that the distance is from the start of the image to the program counter.
    """

    result: int
    register: int
    distance: int
    relative: bool


def literal(image: ImageMap, rva: int, register: int, place: int, following: int) -> Number | None:
    """Return what the instruction at ``rva`` loads from a literal pool; None outside the image."""
    target = image.pointer(place, 4)
    if target is not None:
        return Number(rva, register, target, True, following)
    held = image.read(place, 4)
    if held is None:
        return None
    return Number(rva, register, int.from_bytes(held, "little"), False, following)
