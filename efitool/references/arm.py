"""References in 32-bit Arm code: literals and pairs of immediates, addresses of data.

Both instruction sets are followed, A32 and T32 (Thumb-2), and programs that mix them. Not followed
are the registers of VFP and Advanced SIMD; what an instruction under a condition leaves behind,
where it makes a difference; jumps through tables; functions that change from one set to the other;
immediates that the loader adjusts (``IMAGE_REL_BASED_ARM_MOV32``, ``..._THUMB_MOV32``), which none
of Debian's images has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from efitool.references import _arm_functions, _arm_scan
from efitool.references._arm_registers import CALLER_SAVED, LR, REGISTERS, SP
from efitool.references._arm_rows import Row
from efitool.references._image_map import ImageMap, Run
from efitool.references._machine import State, Step
from efitool.references._pieces import Piece
from efitool.references._risc import Risc


class Arm(Risc):
    """A32, T32 and the procedure call standard of their firmware.

    AAPCS, 6.5; UEFI 2.10, 2.3.5.3.
    """

    word = 4
    register_count = REGISTERS
    stack_pointer = SP
    link = LR
    arguments = range(4)
    caller_saved = CALLER_SAVED

    def __init__(self, image: ImageMap) -> None:
        super().__init__(image)
        self._functions = _arm_functions.Functions(image)

    def scan(self, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterator[Piece]:
        return _arm_scan.pieces(self.image, self._functions, known, data)

    def table_loads(self) -> Iterator[int]:
        return _arm_functions.table_loads(self.image, self._functions)

    def starts(self) -> Sequence[int]:
        return self._functions.starts

    def row(self, state: State, run: Run, rva: int) -> Iterator[Step]:
        row = Row(run, thumb=self._functions.is_thumb(rva))
        while rva < run.end:
            following, control = row.step(state, rva)
            yield rva, following, control
            rva = following
