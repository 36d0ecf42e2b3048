"""T32 instructions of one halfword, executed on the abstract machine.

The top byte names a small group (Arm Architecture Reference Manual, DDI 0406C, A6.2). What moves
constants, addresses and pointers about is executed, all else forgets what it may write.
"""

from __future__ import annotations

from efitool.references._arm_memory import addressed, block, jump, transfer
from efitool.references._arm_registers import (
    CALLER_SAVED,
    LR,
    PC,
    SP,
    add,
    assign,
    moved,
    read,
    subtract,
    visit,
)
from efitool.references._machine import NOWHERE, Branch, Control, Execute, State, Value
from efitool.references._registers import forget
from efitool.references._words import signed

AHEAD = 4
"""How far beyond an instruction the program counter reads."""

COMPARISONS = frozenset((8, 10, 11))
"""TST, CMP, CMN among the operations on two low registers."""

PRE_INDEX_UP = 1 << 24 | 1 << 23
POST_INDEX_UP = 1 << 23 | 1 << 21
DOWN_BEFORE = 1 << 24 | 1 << 21
LOAD = 1 << 20
"""How the wide and the A32 instructions say what halfwords do (see `addressed` and `block`)."""

BY_REGISTER = ((4, 0), (2, 0), (1, 0), (1, 1), (4, 1), (2, 1), (1, 1), (2, 1))
"""Size and whether it is a load: STR, STRH, STRB, LDRSB, LDR, LDRH, LDRB, LDRSH."""

SIGN_EXTENDING = frozenset((3, 7))


def execute(state: State, rva: int, word: int) -> Control:
    """Execute one instruction and say where control goes."""
    return _HANDLERS[word >> 8](state, rva, word)


def _shift(state: State, rva: int, word: int) -> Control:
    """LSLS, LSRS, ASRS; by no bits, the first is MOVS."""
    value = None if word >> 6 & 0x3FF else state.read(word >> 3 & 7)
    state.registers[word & 7] = value
    return rva + 2


def _add_or_subtract(state: State, rva: int, word: int) -> Control:
    """ADDS and SUBS of a low register and another, or three bits."""
    field = word >> 6 & 7
    operand = Value(None, field, rva) if word & 1 << 10 else state.read(field)
    operation = subtract if word & 1 << 9 else add
    assign(state, rva, word & 7, operation(state.read(word >> 3 & 7), operand))
    return rva + 2


def _byte(state: State, rva: int, word: int) -> Control:
    """MOVS, CMP, ADDS and SUBS of a low register and eight bits."""
    register, opcode, byte = word >> 8 & 7, word >> 11 & 3, word & 0xFF
    if opcode == 0:
        state.registers[register] = Value(None, byte, rva)
    elif opcode > 1:
        distance = byte if opcode == 2 else -byte
        assign(state, rva, register, moved(state.read(register), distance))
    return rva + 2


def _process(state: State, rva: int, word: int) -> Control:
    if word >> 6 & 15 not in COMPARISONS:
        state.registers[word & 7] = None
    return rva + 2


def _special(state: State, rva: int, word: int) -> Control:
    """ADD, CMP and MOV of any registers; BX, BLX."""
    register, opcode = word & 7 | word >> 4 & 8, word >> 8 & 3
    operand = read(state, word >> 3 & 15, rva + AHEAD)
    if opcode == 3:
        return visit(operand, rva + 2 if word & 0x80 else None)
    if opcode == 1:
        return rva + 2
    value = operand if opcode == 2 else add(read(state, register, rva + AHEAD), operand)
    assign(state, rva, register, value)
    return jump(state) if register == PC else rva + 2


def _load_literal(state: State, rva: int, word: int) -> Control:
    return _access(state, rva, word >> 8, PC, (word & 0xFF) * 4, 4, load=True)


def _by_register(state: State, rva: int, word: int) -> Control:
    kind = word >> 9 & 7
    size, load = BY_REGISTER[kind]
    how = PRE_INDEX_UP | LOAD * load
    address = addressed(state, how, word >> 3 & 7, state.read(word >> 6 & 7), rva + AHEAD)
    transfer(state, rva, word & 7, address, size, load=bool(load))
    if kind in SIGN_EXTENDING:
        state.registers[word & 7] = None
    return rva + 2


def _by_immediate(state: State, rva: int, word: int) -> Control:
    """LDR, STR and their narrow kin."""
    size = {6: 4, 7: 1, 8: 2}[word >> 12]
    distance = (word >> 6 & 31) * size
    return _access(state, rva, word, word >> 3 & 7, distance, size, load=bool(word & 1 << 11))


def _by_stack(state: State, rva: int, word: int) -> Control:
    load = bool(word & 1 << 11)
    return _access(state, rva, word >> 8, SP, (word & 0xFF) * 4, 4, load=load)


def _access(
    state: State, rva: int, word: int, base: int, distance: int, size: int, *, load: bool
) -> Control:
    number = Value(None, distance, NOWHERE)
    address = addressed(state, PRE_INDEX_UP, base, number, rva + AHEAD)
    transfer(state, rva, word & 7, address, size, load=load)
    return rva + 2


def _address(state: State, rva: int, word: int) -> Control:
    """ADR, and ADD of the stack pointer."""
    base = state.read(SP) if word & 1 << 11 else read(state, PC, rva + AHEAD & ~3)
    assign(state, rva, word >> 8 & 7, moved(base, (word & 0xFF) * 4))
    return rva + 2


def _miscellaneous(state: State, rva: int, word: int) -> Control:
    """What is left of the group; hints, and IT, which `_arm_rows` knows."""
    kind = word >> 8 & 15
    if kind == 0:
        distance = (word & 0x7F) * 4
        state.registers[SP] = moved(state.read(SP), -distance if word & 0x80 else distance)
    elif kind in (2, 10):  # extensions and reversals
        state.registers[word & 7] = None
    return None if kind == 14 else rva + 2


def _compare_and_branch(state: State, rva: int, word: int) -> Control:
    """CBZ, CBNZ."""
    return Branch(rva + 2, rva + AHEAD + (word >> 3 & 0x40 | word >> 2 & 0x3E))


def _push(state: State, rva: int, word: int) -> Control:
    return_address = (word >> 8 & 1) << LR
    block(state, rva, DOWN_BEFORE | SP << 16 | return_address | word & 0xFF)
    return rva + 2


def _pop(state: State, rva: int, word: int) -> Control:
    block(state, rva, POST_INDEX_UP | LOAD | SP << 16 | word & 0xFF)
    return None if word & 1 << 8 else rva + 2


def _block(state: State, rva: int, word: int) -> Control:
    """LDM, STM; a base that is loaded is not moved."""
    load = LOAD if word & 1 << 11 else 0
    block(state, rva, POST_INDEX_UP | load | (word >> 8 & 7) << 16 | word & 0xFF)
    return rva + 2


def _conditional(state: State, rva: int, word: int) -> Control:
    return Branch(rva + 2, rva + AHEAD + (signed(word, 8) << 1))


def _exception(state: State, rva: int, word: int) -> Control:
    """SVC returns, UDF does not."""
    if not word & 1 << 8:
        return None
    forget(state, CALLER_SAVED)
    return rva + 2


def _branch(state: State, rva: int, word: int) -> Control:
    return rva + AHEAD + (signed(word, 11) << 1)


def _first_half(state: State, rva: int, word: int) -> Control:
    """No instruction: the code ends in the middle of a wide one."""
    return None


_GROUPS: tuple[tuple[int, int, Execute], ...] = (
    (0b1111_1000, 0b0001_1000, _add_or_subtract),
    (0b1110_0000, 0b0000_0000, _shift),
    (0b1110_0000, 0b0010_0000, _byte),
    (0b1111_1100, 0b0100_0000, _process),
    (0b1111_1100, 0b0100_0100, _special),
    (0b1111_1000, 0b0100_1000, _load_literal),
    (0b1111_0000, 0b0101_0000, _by_register),
    (0b1110_0000, 0b0110_0000, _by_immediate),
    (0b1111_0000, 0b1000_0000, _by_immediate),
    (0b1111_0000, 0b1001_0000, _by_stack),
    (0b1111_0000, 0b1010_0000, _address),
    (0b1111_0101, 0b1011_0001, _compare_and_branch),
    (0b1111_1110, 0b1011_0100, _push),
    (0b1111_1110, 0b1011_1100, _pop),
    (0b1111_0000, 0b1011_0000, _miscellaneous),
    (0b1111_0000, 0b1100_0000, _block),
    (0b1111_1110, 0b1101_1110, _exception),
    (0b1111_0000, 0b1101_0000, _conditional),
    (0b1111_1000, 0b1110_0000, _branch),
    (0b1110_0000, 0b1110_0000, _first_half),
)
"""Groups of instructions by the mask and value of the top byte; the first that fits."""

_HANDLERS = tuple(
    next(handler for mask, value, handler in _GROUPS if top & mask == value) for top in range(256)
)
