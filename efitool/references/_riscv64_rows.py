"""Where RV64 instructions stand: in rows of halfwords, of which each takes one or two.

RISC-V Instruction Set Manual, Volume I (20240411), 1.5, "Base Instruction-Length Encoding".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from efitool.references._image_map import Run
from efitool.references._riscv64_compressed import expanded

ILLEGAL = 0
"""The word of what is no instruction, or one of more than 32 bits."""


class Instruction(NamedTuple):
    """An instruction at ``rva``, its word as if it were not compressed, and the RVA behind it."""

    rva: int
    word: int
    next: int


def row(run: Run, rva: int) -> Iterator[Instruction]:
    """Yield the instructions that follow each other from ``rva`` on."""
    code, start = run.data, run.rva
    while rva + 2 <= run.end:
        word = int.from_bytes(code[rva - start : rva - start + 4], "little")
        if word & 3 != 3:
            follows, word = rva + 2, expanded(word & 0xFFFF)
        else:
            follows, word = rva + 4, word if word & 0x1F != 0x1F else ILLEGAL
        yield Instruction(rva, word, follows)
        rva = follows
