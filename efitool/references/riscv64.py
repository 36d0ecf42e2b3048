"""References in riscv64 code: addresses of data, literals, values built from immediates."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from efitool.references._architecture import Architecture
from efitool.references._machine import NOWHERE, STACK, Call, Control, State, Value
from efitool.references._pieces import Piece
from efitool.references._riscv64_cpu import execute
from efitool.references._riscv64_functions import starts, table_loads
from efitool.references._riscv64_registers import A0, REGISTERS, SP, forget_caller_saved
from efitool.references._riscv64_rows import row
from efitool.references._riscv64_scan import pieces
from efitool.references.calls import ServiceCall

WORD = 8
ARGUMENTS = 8
"""Arguments in registers, a0 to a7: programs and firmware call alike (RISC-V ABIs Specification
1.0, "Integer Calling Convention"; UEFI 2.10, 2.3.7)."""


class Riscv64(Architecture):
    """RV64GC and the integer calling convention of its firmware.

    Not followed: GUIDs written field by field; instructions that RV64GC does not have (Zcb, Zba);
    addresses relative to the global pointer; jump tables and what they lead to. The first variable
    that others are reached from is no reference, even if it is a GUID.
    """

    def pieces(self, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterator[Piece]:
        return pieces(self.image, known, data)

    def table_loads(self) -> Iterator[int]:
        return table_loads(self.image)

    def starts(self) -> Sequence[int]:
        return starts(self.image)

    def registers(self) -> list[Value | None]:
        registers: list[Value | None] = [None] * REGISTERS
        registers[SP] = Value(STACK, 0, NOWHERE)
        return registers

    def run(
        self, state: State, rva: int, seen: set[int], stops: Container[int], limit: int
    ) -> tuple[int, Control]:
        run = self.image.run_at(rva)
        if run is None or not run.code:
            return rva, None
        control: Control = None
        for at in islice(row(run, rva), limit):
            rva = at.rva
            seen.add(rva)
            control = execute(state, at)
            if control != at.next or control in seen or control in stops:
                break
        return rva, control

    def service_call(self, state: State, call: Call) -> ServiceCall | None:
        if not isinstance(call.target, Value):
            return None
        return ServiceCall(call.target, lambda index: _argument(state, index))

    def passed(self, state: State) -> Sequence[Value]:
        return [state.read(A0 + index) for index in range(ARGUMENTS)]

    def enter(self, state: State, call: Call) -> None:
        """Nothing moves: the return address goes to ra, the arguments stay."""

    def leave(self, state: State, *, by_firmware: bool) -> None:
        forget_caller_saved(state)


def _argument(state: State, index: int) -> Value:
    """Return an argument: in a register, or on the stack behind the eight that are."""
    if index < ARGUMENTS:
        return state.read(A0 + index)
    top = state.read(SP)
    return state.load(top.plus(WORD * (index - ARGUMENTS), top.source), WORD)
