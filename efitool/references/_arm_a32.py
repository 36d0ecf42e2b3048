"""A32 instructions, executed on the abstract machine.

Bits 20 to 27 name a small group, and a table names who executes that group (Arm Architecture
Reference Manual, DDI 0406C, A5). What moves constants, addresses and pointers about is executed,
all else forgets what it may write.
"""

from __future__ import annotations

from collections.abc import Mapping

from efitool.references._arm_memory import (
    addressed,
    block,
    jump,
    pair,
    transfer,
)
from efitool.references._arm_registers import (
    CALLER_SAVED,
    PC,
    Operation,
    add,
    assign,
    bit_clear,
    bitwise_and,
    bitwise_or,
    exclusive_or,
    move,
    perhaps,
    read,
    subtract,
    visit,
)
from efitool.references._arm_words import a32_imm16, a32_immediate
from efitool.references._machine import NOWHERE, Call, Control, Execute, State, Value
from efitool.references._registers import forget
from efitool.references._words import MASK_32, signed

ALWAYS, UNCONDITIONAL = 14, 15
"""Conditions: the one that holds; the one that marks further instructions."""

AHEAD = 8
"""How far beyond an instruction the program counter reads."""

COMPARISONS = frozenset((8, 9, 10, 11))
"""TST, TEQ, CMP, CMN."""

MVN = 15

PRODUCTS = range(0x10, 0x19)
"""Media instructions, by bits 20 to 24, whose result is where others have an operand."""

OPERATIONS: Mapping[int, Operation] = {
    0: bitwise_and,
    1: exclusive_or,
    2: subtract,
    4: add,
    12: bitwise_or,
    13: move,
    14: bit_clear,
}


def execute(state: State, rva: int, word: int) -> Control:
    """Execute one instruction and say where control goes."""
    condition = word >> 28
    if condition == UNCONDITIONAL:
        return _unconditional(state, rva, word)
    handler = _HANDLERS[word >> 20 & 0xFF]
    if condition == ALWAYS:
        return handler(state, rva, word)
    return perhaps(state, rva, word, rva + 4, handler)


def _unconditional(state: State, rva: int, word: int) -> Control:
    """BLX to T32 code; else barriers, hints, or what firmware need not have enabled."""
    if word >> 25 & 7 != 5:
        return rva + 4
    return Call(rva + AHEAD + (signed(word, 24) << 2) + (word >> 23 & 2), rva + 4)


def _forget(state: State, rva: int, word: int, *fields: int) -> Control:
    for field in fields or (12,):
        state.registers[word >> field & 15] = None
    return rva + 4


# --- data processing ---------------------------------------------------------------------------


def _immediate(state: State, rva: int, word: int) -> Control:
    return _process(state, rva, word, Value(None, a32_immediate(word), rva))


def _register(state: State, rva: int, word: int) -> Control:
    """Data processing of a register; multiplications and more loads look much the same."""
    if word & 0x90 == 0x90:
        return _halfword(state, rva, word) if word & 0x60 else _multiply(state, rva, word)
    if word >> 23 & 3 == 2 and not word & 1 << 20:
        return _miscellaneous(state, rva, word)
    shifted = word & 0xFF0
    return _process(state, rva, word, None if shifted else read(state, word & 15, rva + AHEAD))


def _process(state: State, rva: int, word: int, operand: Value | None) -> Control:
    opcode, register = word >> 21 & 15, word >> 12 & 15
    if opcode in COMPARISONS:
        return rva + 4
    value = None
    if operand is not None and opcode == MVN and operand.base is None:
        value = Value(None, ~operand.offset & MASK_32, operand.source)
    elif operand is not None and opcode in OPERATIONS:
        value = OPERATIONS[opcode](read(state, word >> 16 & 15, rva + AHEAD), operand)
    assign(state, rva, register, value)
    return jump(state) if register == PC else rva + 4


def _move_wide(state: State, rva: int, word: int) -> Control:
    """MOVW, MOVT."""
    register, immediate = word >> 12 & 15, a32_imm16(word)
    if word & 1 << 22:
        old = state.read(register)
        number = Value(None, immediate << 16 | old.offset & 0xFFFF, old.source)
        state.registers[register] = number if old.base is None else None
    else:
        state.registers[register] = Value(None, immediate, rva)
    return rva + 4


def _miscellaneous(state: State, rva: int, word: int) -> Control:
    """BX, BLX, CLZ, MRS, MSR, HVC, SMC, BKPT, saturating sums, products of halfwords."""
    kind, opcode = word >> 4 & 15, word >> 21 & 3
    if kind in (1, 2, 3) and opcode == 1:
        return visit(state.read(word & 15), rva + 4 if kind == 3 else None)
    if kind == 7:
        forget(state, CALLER_SAVED)
        return rva + 4 if opcode > 1 else None
    return _forget(state, rva, word, 12, 16)


def _status(state: State, rva: int, word: int) -> Control:
    """MSR and hints: nothing that is followed changes."""
    return rva + 4


def _multiply(state: State, rva: int, word: int) -> Control:
    """Products, and exclusive accesses, which may store."""
    if not word & 1 << 24:
        return _forget(state, rva, word, 12, 16)
    if not word & 1 << 20:
        state.forget_all(state.read(word >> 16 & 15).base)
    state.registers[word >> 12 & 15 | 1] = None
    return _forget(state, rva, word)


# --- loads and stores --------------------------------------------------------------------------


def _offset(state: State, word: int) -> Value | None:
    """Return the register that holds an offset, unless it is shifted by what is not known."""
    held = state.read(word & 15)
    if word & 0xFF0 == 0:
        return held
    if word & 0x60 or held.base is not None:
        return None
    return Value(None, held.offset << (word >> 7 & 31) & MASK_32, held.source)


def _single_immediate(state: State, rva: int, word: int) -> Control:
    return _single(state, rva, word, Value(None, word & 0xFFF, NOWHERE))


def _single_register(state: State, rva: int, word: int) -> Control:
    """LDR and STR; and media instructions, which leave a result in one field or the other."""
    if word & 1 << 4:
        fields = (12, 16) if word >> 20 & 31 in PRODUCTS else (12,)
        return _forget(state, rva, word, *fields)
    return _single(state, rva, word, _offset(state, word))


def _single(state: State, rva: int, word: int, distance: Value | None) -> Control:
    """LDR, STR, LDRB, STRB."""
    size = 1 if word & 1 << 22 else 4
    return _access(state, rva, word, distance, size, load=bool(word & 1 << 20))


def _halfword(state: State, rva: int, word: int) -> Control:
    """LDRH, STRH, LDRSB, LDRSH, LDRD, STRD."""
    kind, load = word >> 5 & 3, bool(word & 1 << 20)
    immediate = Value(None, word >> 4 & 0xF0 | word & 15, NOWHERE)
    distance = immediate if word & 1 << 22 else state.read(word & 15)
    if load or kind == 1:
        _access(state, rva, word, distance, 1 if kind == 2 else 2, load=load)
        return _forget(state, rva, word) if load and kind > 1 else rva + 4
    register = word >> 12 & 14
    address = addressed(state, word, word >> 16 & 15, distance, rva + AHEAD)
    pair(state, rva, register, register + 1, address, load=kind == 2)
    return rva + 4


def _access(
    state: State, rva: int, word: int, distance: Value | None, size: int, *, load: bool
) -> Control:
    register = word >> 12 & 15
    address = addressed(state, word, word >> 16 & 15, distance, rva + AHEAD)
    transfer(state, rva, register, address, size, load=load)
    return jump(state) if load and register == PC else rva + 4


def _coprocessor_memory(state: State, rva: int, word: int) -> Control:
    """VLDR, VSTM and the like; MRRC reads two registers."""
    if word >> 21 & 15 == 2:
        return _forget(state, rva, word, 12, 16)
    if not word & 1 << 20:
        state.forget_all(state.read(word >> 16 & 15).base)
    return _forget(state, rva, word, 16) if word & 1 << 21 else rva + 4


# --- branches ----------------------------------------------------------------------------------


def _branch(state: State, rva: int, word: int) -> Control:
    """B, BL."""
    target = rva + AHEAD + (signed(word, 24) << 2)
    return Call(target, rva + 4) if word & 1 << 24 else target


def _coprocessor(state: State, rva: int, word: int) -> Control:
    """SVC, and what moves between registers of the core and of a coprocessor."""
    if word & 1 << 24:
        forget(state, CALLER_SAVED)
        return rva + 4
    return _forget(state, rva, word) if word & 0x10_0010 == 0x10_0010 else rva + 4


_GROUPS: tuple[tuple[int, int, Execute], ...] = (
    (0b1111_1011, 0b0011_0000, _move_wide),
    (0b1111_1011, 0b0011_0010, _status),
    (0b1110_0000, 0b0000_0000, _register),
    (0b1110_0000, 0b0010_0000, _immediate),
    (0b1110_0000, 0b0100_0000, _single_immediate),
    (0b1110_0000, 0b0110_0000, _single_register),
    (0b1110_0000, 0b1000_0000, block),
    (0b1110_0000, 0b1010_0000, _branch),
    (0b1110_0000, 0b1100_0000, _coprocessor_memory),
    (0b1110_0000, 0b1110_0000, _coprocessor),
)
"""Groups of instructions by the mask and value of bits 20 to 27; the first that fits."""

_HANDLERS = tuple(
    next(handler for mask, value, handler in _GROUPS if bits & mask == value) for bits in range(256)
)
