"""T32 instructions of two halfwords, executed on the abstract machine.

Bits 4 to 12 of the first name a small group (Arm Architecture Reference Manual, DDI 0406C, A6.3);
it stands in the high half of the words here. What moves constants, addresses and pointers about
is executed, all else forgets what it may write.
"""

from __future__ import annotations

from collections.abc import Mapping

from efitool.references._arm_memory import addressed, block, jump, pair, transfer
from efitool.references._arm_registers import (
    CALLER_SAVED,
    PC,
    Operation,
    add,
    assign,
    bit_clear,
    bitwise_and,
    bitwise_or,
    bitwise_or_not,
    exclusive_or,
    moved,
    read,
    subtract,
)
from efitool.references._arm_words import (
    t32_conditional_distance,
    t32_distance,
    t32_imm12,
    t32_imm16,
    t32_immediate,
)
from efitool.references._machine import NOWHERE, Branch, Call, Control, Execute, State, Value
from efitool.references._registers import forget
from efitool.references._words import MASK_32

AHEAD = 4
"""How far beyond an instruction the program counter reads."""

OPERATIONS: Mapping[int, Operation] = {
    0: bitwise_and,
    1: bit_clear,
    2: bitwise_or,
    3: bitwise_or_not,
    4: exclusive_or,
    8: add,
    13: subtract,
}

COMPARISONS = frozenset((0, 4, 8, 13))
"""What TST, TEQ, CMN and CMP are with a result."""

OF_NOTHING = frozenset((2, 3))
"""What MOV and MVN are with a first operand; number 15 is none."""

PRE_INDEX_UP = 1 << 24 | 1 << 23
LOAD = 1 << 20


def execute(state: State, rva: int, word: int) -> Control:
    """Execute one instruction and say where control goes."""
    return _HANDLERS[word >> 20 & 0x1FF](state, rva, word)


def _forget(state: State, rva: int, word: int, *fields: int) -> Control:
    for field in fields or (8,):
        state.registers[word >> field & 15] = None
    return rva + 4


# --- data processing ---------------------------------------------------------------------------


def _register(state: State, rva: int, word: int) -> Control:
    """Data processing of a shifted register: only one that is not shifted is followed."""
    return _process(state, rva, word, None if word & 0x70F0 else state.read(word & 15))


def _immediate(state: State, rva: int, word: int) -> Control:
    """Data processing of an immediate; branches share the group."""
    if word & 1 << 15:
        return _branch(state, rva, word)
    return _process(state, rva, word, Value(None, t32_immediate(word), rva))


def _process(state: State, rva: int, word: int, operand: Value | None) -> Control:
    opcode, register, first = word >> 21 & 15, word >> 8 & 15, word >> 16 & 15
    if register == PC and opcode in COMPARISONS:
        return rva + 4
    value = None
    if operand is not None and opcode in OF_NOTHING and first == PC:
        value = operand
        if opcode == 3:
            value = bitwise_or_not(Value(None, 0, rva), operand)
    elif operand is not None and opcode in OPERATIONS:
        value = OPERATIONS[opcode](state.read(first), operand)
    assign(state, rva, register, value)
    return rva + 4


def _plain_immediate(state: State, rva: int, word: int) -> Control:
    """ADDW, SUBW, ADR, MOVW, MOVT, and fields of bits; branches share the group."""
    if word & 1 << 15:
        return _branch(state, rva, word)
    opcode, register = word >> 20 & 31, word >> 8 & 15
    if opcode in (0, 10):
        distance = -t32_imm12(word) if opcode else t32_imm12(word)
        base = read(state, word >> 16 & 15, rva + AHEAD & ~3)
        assign(state, rva, register, moved(base, distance))
    elif opcode == 4:
        state.registers[register] = Value(None, t32_imm16(word), rva)
    elif opcode == 12:
        old = state.read(register)
        number = Value(None, t32_imm16(word) << 16 | old.offset & 0xFFFF, old.source)
        state.registers[register] = number if old.base is None else None
    else:
        state.registers[register] = None
    return rva + 4


def _result(state: State, rva: int, word: int) -> Control:
    """Shifts, extensions, and the like."""
    return _forget(state, rva, word)


def _product(state: State, rva: int, word: int) -> Control:
    """Products and quotients; long ones go to two registers."""
    return _forget(state, rva, word, 8, 12) if word & 1 << 23 else _forget(state, rva, word)


# --- loads and stores --------------------------------------------------------------------------


def _single(state: State, rva: int, word: int) -> Control:
    """LDR, STR and their narrow kin."""
    base, register, size = word >> 16 & 15, word >> 12 & 15, 1 << (word >> 21 & 3)
    load, signs = bool(word & LOAD), word & 1 << 24
    how = PRE_INDEX_UP | word & LOAD
    distance: Value | None = Value(None, word & 0xFFF, NOWHERE)
    if base == PC:
        how = 1 << 24 | word & (1 << 23 | LOAD)
    elif not word & 1 << 23:
        if word & 1 << 11:
            distance = Value(None, word & 0xFF, NOWHERE)
            how = (word & 0x600) << 14 | (word & 0x100) << 13 | word & LOAD
        else:
            distance = _shifted(state, word)
    address = addressed(state, how, base, distance, rva + AHEAD)
    transfer(state, rva, register, address, size, load=load)
    if load and signs:
        state.registers[register] = None
    return jump(state) if load and register == PC and size == 4 else rva + 4


def _shifted(state: State, word: int) -> Value | None:
    """Return a register as an offset, shifted left by up to three bits if it is a number."""
    held, shift = state.read(word & 15), word >> 4 & 3
    if not shift or held.base is not None:
        return None if shift else held
    return Value(None, held.offset << shift & MASK_32, held.source)


def _pair(state: State, rva: int, word: int) -> Control:
    """LDRD, STRD; exclusive accesses and jumps through a table share the group."""
    first, second = word >> 12 & 15, word >> 8 & 15
    if not word & (1 << 24 | 1 << 21):
        return _exclusive(state, rva, word)
    distance = Value(None, (word & 0xFF) * 4, NOWHERE)
    address = addressed(state, word, word >> 16 & 15, distance, rva + AHEAD)
    pair(state, rva, first, second, address, load=bool(word & LOAD))
    return rva + 4


def _exclusive(state: State, rva: int, word: int) -> Control:
    if word & 1 << 23 and word & LOAD and word >> 5 & 7 == 0:  # TBB, TBH
        return None
    if not word & LOAD:
        state.forget_all(state.read(word >> 16 & 15).base)
    return _forget(state, rva, word, 0, 8, 12)


def _coprocessor(state: State, rva: int, word: int) -> Control:
    """Loads, stores and moves of coprocessors, and Advanced SIMD."""
    if word >> 24 & 3 == 3:
        return rva + 4
    if word >> 24 & 3 == 2:
        return _forget(state, rva, word, 12) if word & 0x10_0010 == 0x10_0010 else rva + 4
    if word >> 21 & 15 == 2:  # MRRC reads two registers
        return _forget(state, rva, word, 12, 16)
    if not word & LOAD:
        state.forget_all(state.read(word >> 16 & 15).base)
    return _forget(state, rva, word, 16) if word & 1 << 21 else rva + 4


def _elements(state: State, rva: int, word: int) -> Control:
    """VLD1 to VLD4, VST1 to VST4; hints about memory."""
    state.forget_all(state.read(word >> 16 & 15).base)
    return _forget(state, rva, word, 16)


# --- branches ----------------------------------------------------------------------------------


def _branch(state: State, rva: int, word: int) -> Control:
    """B, BL, BLX; the conditional ones; and what they leave of their group."""
    kind = word >> 12 & 5
    if kind == 0:
        if word >> 23 & 7 != 7:
            return Branch(rva + 4, rva + AHEAD + t32_conditional_distance(word))
        return _system(state, rva, word)
    target = rva + AHEAD + t32_distance(word)
    if kind == 1:
        return target
    return Call(target if kind == 5 else target & ~3, rva + 4)


def _system(state: State, rva: int, word: int) -> Control:
    """MRS, HVC and SMC; barriers and hints; UDF."""
    opcode = word >> 20 & 0x7F
    if opcode in (0x3E, 0x3F):
        return _forget(state, rva, word)
    if opcode in (0x7E, 0x7F):
        if word & 1 << 13:
            return None
        forget(state, CALLER_SAVED)
    return rva + 4


_GROUPS: tuple[tuple[int, int, Execute], ...] = (
    (0b1_1110_0100, 0b0_1000_0000, block),
    (0b1_1110_0100, 0b0_1000_0100, _pair),
    (0b1_1110_0000, 0b0_1010_0000, _register),
    (0b0_1100_0000, 0b0_1100_0000, _coprocessor),
    (0b1_1010_0000, 0b1_0000_0000, _immediate),
    (0b1_1010_0000, 0b1_0010_0000, _plain_immediate),
    (0b1_1111_0001, 0b1_1001_0000, _elements),
    (0b1_1110_0000, 0b1_1000_0000, _single),
    (0b1_1111_0000, 0b1_1010_0000, _result),
    (0b1_1111_0000, 0b1_1011_0000, _product),
)
"""Groups of instructions by the mask and value of those bits; the first that fits."""


def _narrow(state: State, rva: int, word: int) -> Control:
    """No wide instruction."""
    return None


_HANDLERS = tuple(
    next((handler for mask, value, handler in _GROUPS if bits & mask == value), _narrow)
    for bits in range(512)
)
