"""References in arm64 code: values built by move-wide chains, literals, addresses of data.

Not followed: what SIMD registers do but move; loads that extend a sign; sums of two registers;
jumps through tables, behind which code is seen without what the registers held before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from efitool.references._arm64_cpu import execute
from efitool.references._arm64_functions import may_circle, starts, table_loads
from efitool.references._arm64_registers import CALLER_SAVED, LINK, REGISTERS, SP
from efitool.references._arm64_scan import pieces
from efitool.references._image_map import Run
from efitool.references._machine import State, Step
from efitool.references._pieces import Piece
from efitool.references._risc import MAX_ASSERTION, Risc, row_of_words


class Arm64(Risc):
    """A64 and the procedure call standard of its firmware.

    AAPCS64, "Parameter passing"; UEFI 2.10, 2.3.6.
    """

    register_count = REGISTERS
    stack_pointer = SP
    link = LINK
    arguments = range(8)
    caller_saved = CALLER_SAVED

    def scan(self, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterator[Piece]:
        return pieces(self.image, known, data)

    def table_loads(self) -> Iterator[int]:
        return table_loads(self.image)

    def starts(self) -> Sequence[int]:
        return starts(self.image)

    def row(self, state: State, run: Run, rva: int) -> Iterator[Step]:
        return row_of_words(execute, state, run, rva)

    def returns(self, function: int) -> bool:
        """Look closer only at what goes backwards early: kernels call much, and hardly loop."""
        return not may_circle(self.image, function, MAX_ASSERTION) or super().returns(function)
