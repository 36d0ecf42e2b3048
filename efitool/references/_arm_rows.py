"""Rows of 32-bit Arm instructions, of either set, executed one after the other."""

from __future__ import annotations

from efitool.references import _arm_a32, _arm_t16, _arm_t32
from efitool.references._arm_registers import perhaps
from efitool.references._arm_words import WIDE
from efitool.references._image_map import Run
from efitool.references._machine import Control, Execute, State

IT = 0xBF00
"""The top byte of IT; where the low four bits are zero, that of a hint."""

LONGEST_IT = 5
"""IT's lowest set bit says how many instructions follow: bit 0 four, bit 3 one."""


class Row:
    """Executes instructions of one run and one set."""

    def __init__(self, run: Run, *, thumb: bool) -> None:
        self._run = run
        self._thumb = thumb
        self._conditional = 0

    def step(self, state: State, rva: int) -> tuple[int, Control]:
        """Execute one instruction; return the RVA behind it, and where control goes.

        IT makes up to four that follow conditional.
        """
        execute, word, following = self._decode(rva)
        if self._conditional:
            self._conditional -= 1
            return following, perhaps(state, rva, word, following, execute)
        if self._thumb and word & ~0xFF == IT and word & 15:
            self._conditional = LONGEST_IT - (word & -word).bit_length()
        return following, execute(state, rva, word)

    def _decode(self, rva: int) -> tuple[Execute, int, int]:
        at = rva - self._run.rva
        word = self._run.data[at : at + 4]
        if not self._thumb:
            return _arm_a32.execute, int.from_bytes(word, "little"), rva + 4
        half = int.from_bytes(word[:2], "little")
        if half < WIDE:
            return _arm_t16.execute, half, rva + 2
        return _arm_t32.execute, half << 16 | int.from_bytes(word[2:], "little"), rva + 4
