"""What the tables of a PE image hold: symbols, base relocations, debug directory."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from efitool.model.image import Machine, OpenIntEnum

SYMBOL_SIZE = 18
"""Bytes of a symbol (PE/COFF, COFF Symbol Table)."""


class CoffSymbols(NamedTuple):
    """Where the COFF header says that symbols stand, and the string table behind them.

    ``strings_size`` is what the string table says of itself, its own four bytes included; None
    if it does not stand in the file.
    """

    offset: int
    number: int
    strings_size: int | None

    @property
    def strings_offset(self) -> int:
        """The offset behind the last symbol, where the string table begins."""
        return self.offset + SYMBOL_SIZE * self.number

    @property
    def end(self) -> int:
        """The offset behind symbols and strings."""
        return self.strings_offset + (self.strings_size or 0)


RELOCATIONS = {0: "absolute", 1: "high", 2: "low", 3: "highlow", 4: "highadj", 10: "dir64"}
"""Types of base relocations that every machine has (PE/COFF, Base Relocation Types)."""

MACHINE_RELOCATIONS: dict[int, dict[int, str]] = {
    Machine.ARM: {5: "arm-mov32"},
    Machine.ARMTHUMB: {5: "arm-mov32", 7: "thumb-mov32"},
    Machine.IA64: {9: "ia64-imm64"},
    Machine.RISCV32: {5: "riscv-high20", 7: "riscv-low12i", 8: "riscv-low12s"},
    Machine.RISCV64: {5: "riscv-high20", 7: "riscv-low12i", 8: "riscv-low12s"},
    Machine.LOONGARCH32: {8: "loongarch32-mark-la"},
    Machine.LOONGARCH64: {8: "loongarch64-mark-la"},
}
"""Types that mean something else on each machine (ibid.; UEFI 2.10, 2.1.1)."""


def relocation_name(machine: int, type: int) -> str | None:
    """Return the name of a type of base relocation, None for one that the machine lacks."""
    return RELOCATIONS.get(type) or MACHINE_RELOCATIONS.get(machine, {}).get(type)


class Relocations(NamedTuple):
    """The table of base relocations, up to the first block that is none.

    ``counts`` says how many entries of each type there are, padding of type 0 included.
    ``last_page`` is the highest RVA that a block is for. ``undecoded`` bytes of the table remain;
    ``next_size`` is the size that the block there gives itself, None if its header is cut off.
    """

    blocks: int
    counts: tuple[tuple[int, int], ...]
    last_page: int
    undecoded: int
    next_size: int | None


class DebugType(OpenIntEnum):
    """``IMAGE_DEBUG_DIRECTORY.Type`` (PE/COFF, Debug Type)."""

    UNKNOWN = 0
    COFF = 1
    CODEVIEW = 2
    FPO = 3
    MISC = 4
    EXCEPTION = 5
    FIXUP = 6
    OMAP_TO_SRC = 7
    OMAP_FROM_SRC = 8
    BORLAND = 9
    CLSID = 11
    VC_FEATURE = 12
    POGO = 13
    ILTCG = 14
    MPX = 15
    REPRO = 16
    EX_DLL_CHARACTERISTICS = 20


class CodeView(NamedTuple):
    """The name and identity of the file with the debug information.

    ``format`` is ``RSDS``, whose ``signature`` is a GUID of 16 bytes, or ``NB10``, whose
    signature is a time of 4 bytes.
    """

    format: str
    signature: bytes
    age: int
    path: str

    @property
    def build_id(self) -> str | None:
        """The build id as GNU tools print it: the digits of the GUID (binutils, peXXigen.c)."""
        return UUID(bytes_le=self.signature).hex if self.format == "RSDS" else None


class DebugEntry(NamedTuple):
    """One row of the debug directory. ``codeview`` is None for other types and unknown formats."""

    type: DebugType
    timestamp: int
    rva: int
    offset: int
    size: int
    codeview: CodeView | None
