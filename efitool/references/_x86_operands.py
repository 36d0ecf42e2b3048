"""The operands of x86 instructions on the abstract machine: registers, memory, immediates."""

from __future__ import annotations

from typing import Any

from iced_x86 import Instruction, MemorySize, MemorySizeExt, OpKind, Register, RegisterExt

from efitool.references._image_map import ImageMap
from efitool.references._machine import IMAGE, WIDEST, State, Value, unknown

RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11 = range(12)
XMM = 16
"""The number of xmm0; the general registers are 0 to 15, as instructions encode them."""

REGISTERS = XMM + 16


def members(kind: object) -> dict[str, Any]:
    """Return the constants that iced keeps under a name, in order of their numbers."""
    found = {name: n for name, n in vars(kind).items() if isinstance(n, int)}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _number(full: int) -> int | None:
    if Register.RAX <= full <= Register.R15:
        return full - Register.RAX
    if Register.ZMM0 <= full <= Register.ZMM15:
        return full - Register.ZMM0 + XMM
    return None


_REGISTERS = members(Register).values()
NUMBER = [_number(RegisterExt.full_register(register)) for register in _REGISTERS]
"""The machine's number of a register, by iced's: None for one that the machine has not."""

SIZE = [RegisterExt.size(register) for register in _REGISTERS]
MEMORY_SIZE = [MemorySizeExt.size(size) for size in members(MemorySize).values()]
RIP = frozenset((Register.RIP, Register.EIP))


class Operands:
    """Reads and writes the operands of one image's instructions; ``bits`` is 32 or 64."""

    def __init__(self, image: ImageMap, bits: int) -> None:
        self.image = image
        self.bits = bits
        self.word = bits // 8
        self._half = 1 << bits - 1
        self._start = image.base + min((run.rva for run in image.runs), default=0)
        self._end = image.base + max((run.end for run in image.runs), default=0)

    def locate(self, value: Value) -> Value:
        """Return what a value is as an address: a number may be an absolute one of the image."""
        base = self.image.base
        if base and value.base is None and base <= value.offset < self._end:
            return Value(IMAGE, value.offset - base, value.source)
        return value

    def immediate(self, state: State, i: Instruction, operand: int) -> Value:
        """Return an immediate operand.

        Eight bytes where four would do are there for a relocation: an address, even in an image
        that has no preferred one (GRUB).
        """
        value = Value(None, i.immediate(operand), i.ip)
        wide = i.op_kind(operand) == OpKind.IMMEDIATE64 and self._start <= value.offset < self._end
        located = Value(IMAGE, value.offset - self.image.base, i.ip) if wide else value
        address = self.locate(located)
        if address.base is IMAGE:
            state.watcher.pointed(address)
        return located

    def register(self, state: State, register: int) -> Value:
        """Return a register's value; a part of an address or of a symbol is unknown."""
        number = NUMBER[register]
        size = SIZE[register]
        if number is None or size < 4:
            return unknown()
        value = state.read(number)
        if size >= self.word or value.base is None or value.base.size == size:
            return value
        return unknown()

    def set_register(self, state: State, register: int, value: Value) -> None:
        """Write a register. Of one whose part is written nothing is known any more."""
        number = NUMBER[register]
        size = SIZE[register]
        if number is None:
            return
        if size < 4:
            state.registers[number] = None
        elif value.base is None:
            mask = (1 << 8 * size) - 1
            state.registers[number] = Value(None, value.offset & mask, value.source)
        else:
            state.registers[number] = value

    def address(self, state: State, i: Instruction) -> Value:
        """Return the address of a memory operand; its source is the pointer's, if it is near."""
        distance = i.memory_displacement
        if i.memory_base in RIP:
            return Value(IMAGE, distance, i.ip)
        if distance >= self._half:
            distance -= 2 * self._half
        if NUMBER[i.memory_index] is not None:
            index = self.register(state, i.memory_index)
            if index.base is not None:
                return unknown()
            distance += index.offset * i.memory_index_scale
        number = NUMBER[i.memory_base]
        if number is None:
            return self.locate(Value(None, distance, i.ip))
        base, offset, source = state.read(number)
        if base is None:
            return self.locate(Value(None, offset + distance, i.ip))
        near = base is IMAGE and 0 <= distance < WIDEST
        return Value(base, offset + distance, source if near else i.ip)

    def written(self, state: State, i: Instruction) -> Value:
        """Return the address that is written to; an unknown index may hit all of its base."""
        address = self.address(state, i)
        number = NUMBER[i.memory_base]
        if number is not None and NUMBER[i.memory_index] is not None:
            base = self.locate(state.read(number)).base
            if address.base is not base:
                state.forget_all(base)
        return address
