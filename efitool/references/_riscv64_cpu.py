"""RV64 instructions, executed on the abstract machine.

A table names who executes an opcode (RISC-V Instruction Set Manual, Volume I (20240411), 35).
What moves constants, addresses and pointers about is executed, all else forgets what it may
write. Compressed instructions come as the longer ones they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from efitool.references._machine import IMAGE, Branch, Call, Control, State, Value
from efitool.references._registers import ZERO, forget, moved, read
from efitool.references._riscv64_memory import atomic, load, store, store_float
from efitool.references._riscv64_registers import CALLER_SAVED, RA, T0
from efitool.references._riscv64_rows import Instruction
from efitool.references._riscv64_words import (
    ATOMIC,
    AUIPC,
    BRANCH,
    FENCE,
    JAL,
    JALR,
    LOAD,
    LOAD_FLOAT,
    LUI,
    MULTIPLY_ADD,
    OP,
    OP_32,
    OP_FLOAT,
    OP_IMM,
    OP_IMM_32,
    OP_VECTOR,
    STORE,
    STORE_FLOAT,
    SYSTEM,
    branch_distance,
    immediate,
    jump_distance,
    upper,
)
from efitool.references._words import MASK_64, signed

Handler: TypeAlias = Callable[[State, Instruction], Control]

ADD, SHIFT_LEFT, OR, SUB = 0, 1, 6, 0x20 << 3
"""What is calculated: funct3, below the funct7 of what takes two registers."""

ECALL, EBREAK = 0, 1
RETURNS = frozenset((0x102, 0x302, 0x702))
"""SRET, MRET and MNRET, by the upper twelve bits of SYSTEM with funct3 0."""


def execute(state: State, at: Instruction) -> Control:
    """Execute one instruction and say where control goes."""
    handler = _HANDLERS.get(at.word & 0x7F)
    return handler(state, at) if handler else None


def _next(state: State, at: Instruction) -> Control:
    return at.next


def _unknown(state: State, at: Instruction) -> Control:
    state.registers[at.word >> 7 & 31] = None
    return at.next


def _load_upper(state: State, at: Instruction) -> Control:
    state.registers[at.word >> 7 & 31] = Value(None, upper(at.word) & MASK_64, at.rva)
    return at.next


def _add_upper_to_pc(state: State, at: Instruction) -> Control:
    """AUIPC. Nothing points there yet: what adds the lower bits does."""
    state.registers[at.word >> 7 & 31] = Value(IMAGE, at.rva + upper(at.word), at.rva)
    return at.next


def _immediate(state: State, at: Instruction) -> Control:
    """ADDI, which is also LI and MV, and SLLI."""
    rva, word, follows = at
    value, funct3 = read(state, word >> 15 & 31, rva), word >> 12 & 7
    if funct3 == ADD:
        result: Value | None = moved(value, immediate(word))
    elif funct3 == SHIFT_LEFT and value.base is None:
        result = Value(None, value.offset << (word >> 20 & 63) & MASK_64, value.source)
    else:
        result = None
    state.registers[word >> 7 & 31] = result
    if result and result.base is IMAGE:
        state.watcher.pointed(result)
    return follows


def _immediate_32(state: State, at: Instruction) -> Control:
    """ADDIW, of numbers: half an address is none."""
    rva, word, follows = at
    value = read(state, word >> 15 & 31, rva)
    if word >> 12 & 7 != ADD or value.base is not None:
        return _unknown(state, at)
    result = signed(value.offset + immediate(word), 32) & MASK_64
    state.registers[word >> 7 & 31] = Value(None, result, value.source)
    return follows


def _registers(state: State, at: Instruction) -> Control:
    """ADD and SUB of a number, OR of two."""
    rva, word, follows = at
    first, second = read(state, word >> 15 & 31, rva), read(state, word >> 20 & 31, rva)
    operation = word >> 25 << 3 | word >> 12 & 7
    if operation == ADD and first.base is None:
        first, second = second, first
    if second.base is not None:
        return _unknown(state, at)
    result: Value | None = None
    if operation in (ADD, SUB):
        distance = signed(second.offset, 64)
        result = moved(first, -distance if operation == SUB else distance)
    elif operation == OR and first.base is None:
        result = Value(None, first.offset | second.offset, first.source)
    if result and result.base is None:
        result = result._replace(source=min(first.source, second.source))
    state.registers[word >> 7 & 31] = result
    if result and result.base is IMAGE:
        state.watcher.pointed(result)
    return follows


def _jump(state: State, at: Instruction) -> Control:
    """JAL."""
    target = at.rva + jump_distance(at.word)
    return Call(target, at.next) if at.word >> 7 & 31 else target


def _jump_to_register(state: State, at: Instruction) -> Control:
    """JALR: calls, tail calls, and returns, which go to where a link register says."""
    rva, word, follows = at
    link, register = word >> 7 & 31, word >> 15 & 31
    base, offset, _ = moved(read(state, register, rva), immediate(word))
    if base is not IMAGE and link == ZERO and register in (RA, T0):
        return None
    target = offset if base is IMAGE else base.origin if base is not None and not offset else None
    return Call(target, follows if link else None)


def _conditional(state: State, at: Instruction) -> Control:
    return Branch(at.next, at.rva + branch_distance(at.word))


def _system(state: State, at: Instruction) -> Control:
    """ECALL comes back, EBREAK and returns from traps do not; the rest writes a register."""
    funct3, code = at.word >> 12 & 7, at.word >> 20
    if funct3 == 0 and (code == EBREAK or code in RETURNS):
        return None
    if funct3 == 0 and code == ECALL:
        forget(state, CALLER_SAVED)
    return _unknown(state, at)


_HANDLERS: Mapping[int, Handler] = {
    LOAD: load,
    LOAD_FLOAT: _next,
    FENCE: _next,
    OP_IMM: _immediate,
    AUIPC: _add_upper_to_pc,
    OP_IMM_32: _immediate_32,
    STORE: store,
    STORE_FLOAT: store_float,
    ATOMIC: atomic,
    OP: _registers,
    LUI: _load_upper,
    OP_32: _unknown,
    OP_FLOAT: _unknown,
    OP_VECTOR: _unknown,
    **dict.fromkeys(MULTIPLY_ADD, _next),
    BRANCH: _conditional,
    JALR: _jump_to_register,
    JAL: _jump,
    SYSTEM: _system,
}
"""Who executes which opcode. Those of others are reserved, or a vendor's own."""
