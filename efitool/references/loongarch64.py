"""References in loongarch64 code: values built from immediates, addresses of data.

Not followed: jumps through tables, behind which code is seen without what the registers held before
(systemd-boot's menu); what floating point and vector registers copy; halves put together by
BSTRINS.D or shifts; GUIDs written byte by byte; addresses that code computes from that of another
variable. Debian's kernels, loaders, shell and memtest86+ do none of the last four with a GUID.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from efitool.references._architecture import Architecture
from efitool.references._loongarch64_cpu import execute
from efitool.references._loongarch64_functions import starts, table_loads
from efitool.references._loongarch64_registers import A0, REGISTERS, SP, forget_caller_saved
from efitool.references._loongarch64_scan import pieces
from efitool.references._loongarch64_words import WORD
from efitool.references._machine import NOWHERE, STACK, Call, Control, State, Value
from efitool.references._pieces import Piece
from efitool.references.calls import ServiceCall

ARGUMENTS = 8
"""Arguments in registers, a0 to a7: programs and firmware call alike (LoongArch Procedure Call
Standard, "Argument passing"; UEFI 2.10, 2.3.8)."""


class LoongArch64(Architecture):
    """LA64 and the procedure call standard of its firmware."""

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
        for at in range(rva, min(rva + 4 * limit, run.end), 4):
            seen.add(at)
            word = run.data[at - run.rva : at - run.rva + 4]
            control = execute(state, at, int.from_bytes(word, "little"))
            if control != at + 4 or control in seen or control in stops:
                return at, control
        return at, at + 4

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
