"""The operands of x86 instructions on the abstract machine: registers, memory, immediates."""

from __future__ import annotations

from typing import Any

from iced_x86 import Instruction, MemorySize, MemorySizeExt, OpKind, Register, RegisterExt

from efitool.references._image_map import ImageMap
from efitool.references._machine import IMAGE, WIDEST, State, Value, make, unknown

RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11 = range(12)
XMM = 16
"""The number of xmm0; the general registers are 0 to 15, as instructions encode them."""

REGISTERS = XMM + 16


def _members(kind: object) -> list[Any]:
    """Return the constants of one kind, in order of their numbers: 0, 1, 2 ..."""
    return sorted(n for n in vars(kind).values() if isinstance(n, int))


def _number(full: int) -> int | None:
    if Register.RAX <= full <= Register.R15:
        return full - Register.RAX
    if Register.ZMM0 <= full <= Register.ZMM15:
        return full - Register.ZMM0 + XMM
    return None


_REGISTERS = _members(Register)
NUMBER = [_number(RegisterExt.full_register(register)) for register in _REGISTERS]
"""The machine's number of a register, by iced's: None for one that the machine has not."""

SIZE = [RegisterExt.size(register) for register in _REGISTERS]
WRITTEN = [(1 << 8 * size) - 1 if size >= 4 else 0 for size in SIZE]
"""The numbers that a write leaves in a register: nothing is known of one whose part is written."""

HIGH_BYTES = frozenset((Register.AH, Register.CH, Register.DH, Register.BH))
MEMORY_SIZE = [MemorySizeExt.size(size) for size in _members(MemorySize)]
REGISTER, MEMORY = OpKind.REGISTER, OpKind.MEMORY
RIP = frozenset((Register.RIP, Register.EIP))


class Operands:
    """Reads and writes the operands of one image's instructions; ``bits`` is 32 or 64.

    Instructions come with their RVA, which is the source of what they make.
    """

    def __init__(self, image: ImageMap, bits: int) -> None:
        self.image = image
        self.bits = bits
        self.word = bits // 8
        self._half = 1 << bits - 1
        self._start = image.base + min((run.rva for run in image.runs), default=0)
        self._end = image.base + max((run.end for run in image.runs), default=0)
        self._relocated = image.relocated
        self._guesses = image.base != 0 and not image.relocated

    def locate(self, value: Value) -> Value:
        """Return what a value is as an address.

        If nothing tells which words of the image are addresses, any number may be one.
        """
        if value.base is None and self._guesses:
            base = self.image.base
            if base <= value.offset < self._end:
                return Value(IMAGE, value.offset - base, value.source)
        return value

    def immediate(self, state: State, i: Instruction, rva: int, operand: int) -> Value:
        """Return an immediate operand: a number, or the address that it is for sure."""
        wide = i.op_kind(operand) == OpKind.IMMEDIATE64
        value = self._absolute(i, rva, i.immediate(operand), wide)
        address = self.locate(value)
        if address.base is IMAGE:
            state.watcher.pointed(address)
        return value

    def _absolute(self, i: Instruction, rva: int, number: int, wide: bool = False) -> Value:
        """Return a number that stands in an instruction, or the address that it is for sure.

        A loader adjusts addresses. If nothing tells what it adjusts, eight bytes where four would
        do are such an address.
        """
        inside = self._start <= number < self._end
        if inside and (self._adjusts(i, rva, number) if self._relocated else wide):
            return Value(IMAGE, number - self.image.base, rva)
        return make((None, number, rva))

    def _adjusts(self, i: Instruction, rva: int, number: int) -> bool:
        """Whether a loader adjusts a number that stands in an instruction."""
        held = (number & 0xFFFF_FFFF).to_bytes(4, "little")
        words = self._relocated.intersection(range(rva + 1, i.next_ip - 3))
        return any(self.image.read(at, 4) == held for at in words)

    def register(self, state: State, register: int) -> Value:
        """Return a register's value; a part of an address or of a symbol is unknown."""
        number = NUMBER[register]
        if number is None or register in HIGH_BYTES:
            return unknown()
        value = state.registers[number] or state.read(number)
        size = SIZE[register]
        if size >= self.word or value.base is None or value.base.size == size:
            return value
        return unknown()

    def set_register(self, state: State, register: int, value: Value) -> None:
        """Write a register. Of one whose part is written nothing is known any more."""
        number = NUMBER[register]
        if number is None:
            return
        mask = WRITTEN[register]
        if value.base is None and not 0 <= value.offset <= mask:
            value = make((None, value.offset & mask, value.source))
        state.registers[number] = value if mask else None

    def address(self, state: State, i: Instruction, rva: int) -> Value:
        """Return the address of a memory operand; its source is the pointer's, if it is near.

        That is so for the parts of a GUID, but not for its address, which has a place of its own.
        """
        register = i.memory_base
        distance = i.memory_displacement
        if register in RIP:
            return make((IMAGE, distance, rva))
        if distance >= self._half:
            distance -= 2 * self._half
        scaled = i.memory_index
        if NUMBER[scaled] is not None:
            index = self.register(state, scaled)
            if index.base is not None:
                return unknown()
            distance += index.offset * i.memory_index_scale
        number = NUMBER[register]
        if number is None:
            return self.locate(self._absolute(i, rva, distance))
        base, offset, source = state.registers[number] or state.read(number)
        if base is None:
            return self.locate(make((None, offset + distance, rva)))
        if base is IMAGE and 0 <= distance < WIDEST and offset + distance not in self._relocated:
            return make((base, offset + distance, source))
        return make((base, offset + distance, rva))

    def written(self, state: State, i: Instruction, rva: int) -> Value:
        """Return the address that is written to; an unknown index may hit all of its base."""
        address = self.address(state, i, rva)
        number = NUMBER[i.memory_base]
        if number is not None and NUMBER[i.memory_index] is not None:
            base = self.locate(state.read(number)).base
            if address.base is not base:
                state.forget_all(base)
        return address
