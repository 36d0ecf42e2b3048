"""LA64 instructions, executed on the abstract machine.

Every instruction is one word; the ten bits at its top, or fewer, name it or a small group, and a
table names who executes that (LoongArch Reference Manual, Volume 1, appendix B, "Table of
instruction encoding"). What moves constants, addresses and pointers about is executed, all else
forgets what it may write.
"""

from __future__ import annotations

from efitool.references._loongarch64_memory import aligned, indexed, plain, unknown_memory, wide
from efitool.references._loongarch64_registers import CALLER_SAVED, RA
from efitool.references._loongarch64_words import (
    ADDI_D,
    GROUP,
    PCADDI,
    built,
    built_on,
    near_target,
    offs16,
    offs21,
    offs26,
    si12,
)
from efitool.references._machine import IMAGE, Branch, Call, Control, Execute, State, Value
from efitool.references._registers import forget, moved, read
from efitool.references._words import signed

ADD_D, OR, BREAK, SYSCALL = 0x21, 0x2A, 0x54, 0x56
"""Operation codes, of seventeen bits, of instructions on registers only."""

RDTIME = 0x6
"""The upper twenty bits of RDTIMEL.W, RDTIMEH.W and RDTIME.D, which write two registers; CPUCFG
has them too."""


def execute(state: State, rva: int, word: int) -> Control:
    """Execute one instruction and say where control goes."""
    return _HANDLERS[word >> GROUP](state, rva, word)


def _unknown(state: State, rva: int, word: int) -> Control:
    state.registers[word & 31] = None
    return rva + 4


def _build(state: State, rva: int, word: int) -> Control:
    """LU12I.W, LU32I.D, LU52I.D, ORI, ADDI.W, ADDI.D."""
    old = read(state, built_on(word), rva)
    if old.base is None:
        state.registers[word & 31] = Value(None, built(word, old.offset), old.source)
    elif word >> GROUP == ADDI_D:
        value = moved(old, si12(word))
        state.registers[word & 31] = value
        if value.base is IMAGE:
            state.watcher.pointed(value)
    else:
        state.registers[word & 31] = None
    return rva + 4


def _add_upper(state: State, rva: int, word: int) -> Control:
    """ADDU16I.D."""
    value = moved(read(state, word >> 5 & 31, rva), signed(word >> 10, 16) << 16)
    state.registers[word & 31] = value
    return rva + 4


def _address(state: State, rva: int, word: int) -> Control:
    """PCADDI; and PCALAU12I, PCADDU12I, PCADDU18I, whose result alone is nobody's address."""
    value = Value(IMAGE, near_target(rva, word), rva)
    state.registers[word & 31] = value
    if word >> 25 == PCADDI:
        state.watcher.pointed(value)
    return rva + 4


def _registers(state: State, rva: int, word: int) -> Control:
    """ADD.D of a number, OR with zero, which is MOVE; BREAK and what is reserved do not return."""
    operation = word >> 15
    if operation == BREAK or not word:
        return None
    if operation == SYSCALL:
        forget(state, CALLER_SAVED)
        return rva + 4
    first, second = read(state, word >> 5 & 31, rva), read(state, word >> 10 & 31, rva)
    if second.base is not None or first[:2] == (None, 0):
        first, second = second, first
    value = None
    if second.base is None and (operation == ADD_D or (operation == OR and not second.offset)):
        value = moved(first, signed(second.offset, 64))
    state.registers[word & 31] = value
    if word >> 12 == RDTIME:
        state.registers[word >> 5 & 31] = None
    return rva + 4


def _jump(state: State, rva: int, word: int) -> Control:
    """B, BL."""
    target = rva + offs26(word)
    return Call(target, rva + 4) if word >> 26 & 1 else target


def _test(state: State, rva: int, word: int) -> Control:
    """BEQZ, BNEZ, BCEQZ, BCNEZ."""
    return Branch(rva + 4, rva + offs21(word))


def _compare(state: State, rva: int, word: int) -> Control:
    """BEQ, BNE, BLT, BGE, BLTU, BGEU."""
    return Branch(rva + 4, rva + offs16(word))


def _jump_register(state: State, rva: int, word: int) -> Control:
    """JIRL, which is RET where it goes back; a number is an absolute address of code (GRUB)."""
    link, register, distance = word & 31, word >> 5 & 31, offs16(word)
    if register == RA and not link:
        return None
    base, offset, _ = read(state, register, rva)
    target: int | Value | None = None
    if base is IMAGE:
        target = offset + distance
    elif base is None:
        target = offset + distance - state.image.base
    elif not offset + distance:
        target = base.origin
    return Call(target, rva + 4 if link else None)


_GROUPS: tuple[tuple[str, Execute], ...] = (
    ("0000000000", _registers),
    ("0000001010", _build),
    ("0000001011", _build),
    ("0000001100", _build),
    ("0000001110", _build),
    ("000100", _add_upper),
    ("000101", _build),
    ("00011", _address),
    ("001000", unknown_memory),
    ("001001", aligned),
    ("0010100", plain),
    ("00101010", plain),
    ("001010", wide),
    ("0010110", wide),
    ("0010111", unknown_memory),
    ("00110", unknown_memory),
    ("0011100000", indexed),
    ("0011100001", unknown_memory),
    ("01000", _test),
    ("010010", _test),
    ("010011", _jump_register),
    ("01010", _jump),
    ("010", _compare),
    ("0110", _compare),
    ("", _unknown),
)
"""Instructions by the first of their bits; the first that fits."""

_HANDLERS = tuple(
    next(handler for bits, handler in _GROUPS if f"{group:010b}".startswith(bits))
    for group in range(1 << 10)
)
