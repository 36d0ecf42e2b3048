"""The numbers that straight-line code puts together, read from a disassembler's listing.

RISC-V, LoongArch and 32-bit ARM have no instruction that holds an address or half of a GUID: what
a few of them make must be computed. Branches are not followed; a recipe's promise needs none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from struct import unpack_from

LINE = re.compile(r"(?m)^ *([0-9a-f]+):[ \t]+(\S+)[ \t]*([^<@\n]*)(?:@ (0x[0-9a-f]+)|.*)")

Operands = list[str]
Registers = dict[str, int]


def signed(value: int, bits: int) -> int:
    return (value & (1 << bits) - 1) - (1 << bits & value << 1)


def upper(at: int, r: Registers, o: Operands) -> int:
    return signed(int(o[1], 0) << 12, 32)


def plus(at: int, r: Registers, o: Operands) -> int:
    """``add rd, rn, #1``; ``add rd, #1``; ``add rd, pc, rm`` and ``add rd, pc``, of ARM too."""
    terms = o[1:] if len(o) > 2 else o
    pc = at + (8 if len(o) > 2 else 4)
    return sum(pc if t == "pc" else r[t] if t in r else int(t, 0) for t in terms)


MAKES: dict[str, Callable[[int, Registers, Operands], int]] = {
    "li": lambda at, r, o: int(o[1], 0),
    "lui": upper,
    "auipc": lambda at, r, o: at + upper(at, r, o),
    "addi": plus,
    "addiw": lambda at, r, o: signed(plus(at, r, o), 32),
    "slli": lambda at, r, o: r[o[1]] << int(o[2], 0),
    "lu12i.w": upper,
    "ori": lambda at, r, o: r.get(o[1], 0) | int(o[2], 0),
    "lu32i.d": lambda at, r, o: r[o[0]] & 0xFFFF_FFFF | signed(int(o[1], 0), 20) << 32,
    "lu52i.d": lambda at, r, o: r[o[1]] & (1 << 52) - 1 | int(o[2], 0) << 52,
    "pcalau12i": lambda at, r, o: (at & ~0xFFF) + upper(at, r, o),
    "pcaddi": lambda at, r, o: at + (int(o[1], 0) << 2),
    "addi.d": plus,
    "mov": lambda at, r, o: int(o[1], 0),
    "mvn": lambda at, r, o: ~int(o[1], 0),
    "movw": lambda at, r, o: int(o[1], 0),
    "movt": lambda at, r, o: r[o[0]] & 0xFFFF | int(o[1], 0) << 16,
    "adr": lambda at, r, o: (at + 4 & ~3) + int(o[1], 0),
    "add": plus,
}
"""What instructions put in their first operand; one that needs an unknown register raises."""

LOADS: dict[str, Callable[[Registers, Operands], int]] = {
    "ld": lambda r, o: r[o[2]] + int(o[1], 0),
    "ld.d": lambda r, o: r[o[1]] + int(o[2], 0),
    "vld": lambda r, o: r[o[1]] + int(o[2], 0),
    "ldrd": lambda r, o: r[o[2]] + int(o[3], 0) if len(o) > 3 else r[o[2]],
    "ldm": lambda r, o: r[o[0]],
}
"""Where instructions load from."""


def numbers_made(listing: str, data: bytes) -> Iterator[int]:
    """Yield the numbers that registers come to hold, and the addresses that are loaded from.

    File offsets of ``data`` are addresses.
    """
    registers: Registers = {}
    for place, name, text, literal in LINE.findall(listing):
        name = re.sub(r"(?<=^add|^mov|^adr|^ldm)s?(?:ia)?(?:\.w)?$", "", name)
        operands = [o for o in re.split(r"[\s,\[\](){}#!]+", text) if o]
        try:
            if name == "ldr" and literal:
                (registers[operands[0]],) = unpack_from("<i", data, int(literal, 0))
            elif name == "ldrd" and literal:
                yield int(literal, 0)
            elif name in LOADS:
                yield LOADS[name](registers, operands)
            elif name in MAKES:
                value = signed(MAKES[name](int(place, 16), registers, operands), 64)
                registers[operands[0]] = value
                yield value
        except (KeyError, ValueError, IndexError):
            registers.pop(operands[0], None) if operands else None
