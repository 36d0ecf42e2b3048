"""The COFF symbol table and the string table, which holds long names of sections too."""

from __future__ import annotations

from efitool.model.image import Data
from efitool.model.pe import CoffSymbols

MAX_NAME = 256
"""Bound on a name in the string table; linkers' names are far shorter."""

BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
"""Digits of an offset that has no room in seven decimal ones."""


def read(data: Data, offset: int, number: int) -> CoffSymbols:
    """Locate both tables by what the COFF header says of the first (PE/COFF, COFF String Table)."""
    symbols = CoffSymbols(offset, number, None)
    size = data[symbols.strings_offset : symbols.strings_offset + 4]
    if len(size) < 4:
        return symbols
    return symbols._replace(strings_size=int.from_bytes(size, "little"))


def long_name(data: Data, symbols: CoffSymbols, name: bytes) -> bytes:
    """Return the name that ``/4`` or ``//AAAAAE`` stands for, itself if there is none.

    PE/COFF, Section Table, Name; the second form is LLVM's and binutils' for large tables.
    """
    offset = _name_offset(name)
    if offset is None or symbols.strings_size is None:
        return name
    start = symbols.strings_offset + offset
    return data[start : start + MAX_NAME].partition(b"\0")[0] or name


def _name_offset(name: bytes) -> int | None:
    digits = name.lstrip(b"/")
    if name.startswith(b"//"):
        if not digits or digits.strip(BASE64):
            return None
        return sum(BASE64.index(digit) << 6 * n for n, digit in enumerate(reversed(digits)))
    return int(digits) if name.startswith(b"/") and digits.isdigit() else None
