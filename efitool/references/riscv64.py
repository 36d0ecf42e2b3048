"""References in riscv64 code: addresses of data, literals, values built from immediates.

Not followed: GUIDs written field by field; instructions that RV64GC does not have (Zcb, Zba);
addresses relative to the global pointer; jump tables and what they lead to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from efitool.references._image_map import Run
from efitool.references._machine import State, Step
from efitool.references._pieces import Piece
from efitool.references._risc import Risc
from efitool.references._riscv64_cpu import execute
from efitool.references._riscv64_functions import starts, table_loads
from efitool.references._riscv64_registers import A0, CALLER_SAVED, RA, REGISTERS, SP
from efitool.references._riscv64_rows import row
from efitool.references._riscv64_scan import pieces


class Riscv64(Risc):
    """RV64GC and the integer calling convention of its firmware.

    RISC-V ABIs Specification 1.0, "Integer Calling Convention"; UEFI 2.10, 2.3.7.
    """

    register_count = REGISTERS
    stack_pointer = SP
    link = RA
    arguments = range(A0, A0 + 8)
    caller_saved = CALLER_SAVED

    def scan(self, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterator[Piece]:
        return pieces(self.image, known, data)

    def table_loads(self) -> Iterator[int]:
        return table_loads(self.image)

    def starts(self) -> Sequence[int]:
        return starts(self.image)

    def row(self, state: State, run: Run, rva: int) -> Iterator[Step]:
        for at in row(run, rva):
            yield at.rva, at.next, execute(state, at)
