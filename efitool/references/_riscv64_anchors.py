"""Which addresses are but the base of others.

GCC reaches several variables from the address of the first (``-fsection-anchors``). If that is a
GUID, it is not what the code is after: distances and indices that follow tell.
"""

from __future__ import annotations

from itertools import islice

from efitool.references._image_map import ImageMap
from efitool.references._pieces import GUID_SIZE
from efitool.references._riscv64_registers import CALLER_SAVED, ZERO
from efitool.references._riscv64_rows import Instruction, row
from efitool.references._riscv64_words import (
    JAL,
    JALR,
    LOAD,
    NO_RESULT,
    OP,
    OP_IMM,
    STORE,
    immediate,
    store_distance,
)

REACH = 24
"""Instructions in which the base is used; where it is not, it is taken for an address."""

ADD_BITS = 0xFE00_707F
"""The bits that tell an ``add`` from what else takes two registers."""


def is_anchor(image: ImageMap, at: Instruction) -> bool:
    """Return whether the register that ``at`` writes serves to reach something else."""
    register = at.word >> 7 & 31
    run = image.run_at(at.rva)
    for step in islice(row(run, at.next), REACH) if run else ():
        opcode, result = step.word & 0x7F, step.word >> 7 & 31
        if _reaches(step.word, register):
            return True
        if opcode in (JAL, JALR) and (result == ZERO or register in CALLER_SAVED):
            return False
        if opcode not in NO_RESULT and result == register:
            return False
    return False


def _reaches(word: int, register: int) -> bool:
    """Whether an instruction goes from a register to what lies beyond a GUID there."""
    opcode, base = word & 0x7F, word >> 15 & 31
    if word & ADD_BITS == OP:
        return register in (base, word >> 20 & 31)
    if opcode == STORE:
        distance = store_distance(word)
    elif opcode == LOAD or (opcode == OP_IMM and word >> 12 & 7 == 0):
        distance = immediate(word)
    else:
        return False
    return base == register and not 0 <= distance < GUID_SIZE
