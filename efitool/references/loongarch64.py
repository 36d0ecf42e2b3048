"""References in loongarch64 code: values built from immediates, addresses of data.

Not followed: jumps through tables, behind which code is seen without what the registers held before
(systemd-boot's menu); what floating point and vector registers copy; halves put together by
BSTRINS.D or shifts; GUIDs written byte by byte; addresses that code computes from that of another
variable. Debian's kernels, loaders, shell and memtest86+ do none of the last four with a GUID.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from efitool.references._image_map import Run
from efitool.references._loongarch64_cpu import execute
from efitool.references._loongarch64_functions import starts, table_loads
from efitool.references._loongarch64_registers import A0, CALLER_SAVED, RA, REGISTERS, SP
from efitool.references._loongarch64_scan import pieces
from efitool.references._machine import State, Step
from efitool.references._pieces import Piece
from efitool.references._risc import Risc, row_of_words


class LoongArch64(Risc):
    """LA64 and the procedure call standard of its firmware.

    LoongArch Procedure Call Standard, "Argument passing"; UEFI 2.10, 2.3.8.
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
        return row_of_words(execute, state, run, rva)
