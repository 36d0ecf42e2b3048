"""References in 32-bit Arm code: literals and pairs of immediates, addresses of data.

Both instruction sets are followed, A32 and T32 (Thumb-2), and programs that mix them. Not followed
are the registers of VFP and Advanced SIMD; what an instruction under a condition leaves behind,
where it makes a difference; jumps through tables; functions that change from one set to the other;
immediates that the loader adjusts (``IMAGE_REL_BASED_ARM_MOV32``, ``..._THUMB_MOV32``), which none
of Debian's images has.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from efitool.references import _arm_functions, _arm_scan
from efitool.references._architecture import Architecture
from efitool.references._arm_anchors import Pointers
from efitool.references._arm_registers import LR, REGISTERS, SP, forget_caller_saved
from efitool.references._arm_rows import Row
from efitool.references._image_map import ImageMap
from efitool.references._machine import NOWHERE, STACK, Call, Control, State, Value
from efitool.references._pieces import Piece
from efitool.references.calls import ServiceCall

WORD = 4
ARGUMENTS = 4
"""Arguments in registers, r0 to r3: programs and firmware call alike (AAPCS, 6.5; UEFI 2.10,
2.3.5.3)."""


class Arm(Architecture):
    """A32, T32 and the procedure call standard of their firmware."""

    def __init__(self, image: ImageMap) -> None:
        super().__init__(image)
        self._functions = _arm_functions.Functions(image)
        self._guids: Container[int] = ()

    def pieces(self, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterator[Piece]:
        self._guids = data
        return _arm_scan.pieces(self.image, self._functions, known, data)

    def table_loads(self) -> Iterator[int]:
        return _arm_functions.table_loads(self.image, self._functions)

    def starts(self) -> Sequence[int]:
        return self._functions.starts

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
        thumb = self._functions.is_thumb(rva)
        row = Row(run, thumb=thumb)
        pointers = state.watcher
        if not isinstance(pointers, Pointers):
            pointers = state.watcher = Pointers(state.watcher, self._guids)
        at = rva
        for _ in range(limit):
            seen.add(at)
            following, control = row.step(state, at)
            if pointers.new:
                pointers.release(state, Row(run, thumb=thumb), following)
            if control != following or control in seen or control in stops or control >= run.end:
                break
            at = following
        return at, control

    def service_call(self, state: State, call: Call) -> ServiceCall | None:
        if not isinstance(call.target, Value):
            return None
        return ServiceCall(call.target, lambda index: _argument(state, index))

    def passed(self, state: State) -> Sequence[Value]:
        return [state.read(register) for register in range(ARGUMENTS)]

    def enter(self, state: State, call: Call) -> None:
        """Nothing moves but the return address, to r14."""
        state.registers[LR] = None

    def leave(self, state: State, *, by_firmware: bool) -> None:
        forget_caller_saved(state)


def _argument(state: State, index: int) -> Value:
    """Return an argument: in a register, or on the stack behind the four that are."""
    if index < ARGUMENTS:
        return state.read(index)
    top = state.read(SP)
    return state.load(top.plus(WORD * (index - ARGUMENTS), top.source), WORD)
