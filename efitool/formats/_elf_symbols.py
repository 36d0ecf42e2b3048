"""The symbol table of an ELF file that was not stripped.

System V ABI 4.1, chapter 4, "Symbol Table", in the draft of 10 June 2013.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

from efitool.formats._elf import Elf
from efitool.formats._elf_schemas import schemas
from efitool.model.image import Data, Section

MAX_SYMBOLS = 1 << 20
"""Rows that are read: a kernel of a distribution has 200,000."""

MAX_NAME = 512
"""Bytes of a name that are read (Linux v6.12, include/linux/kallsyms.h, KSYM_NAME_LEN)."""

STT_SECTION, STT_FILE = 3, 4
SHN_UNDEF = 0


def names(data: Data, elf: Elf) -> tuple[str, ...] | None:
    """Return the names of what is defined, in the order of the table; None without a table."""
    sections = {s.name: s for s in elf.header.sections if s.end <= len(data)}
    table, strings = sections.get(".symtab"), sections.get(".strtab")
    return tuple(_names(data, elf, table, strings)) if table and strings else None


def _names(data: Data, elf: Elf, table: Section, strings: Section) -> Iterator[str]:
    """Yield them. The rows are many: they are read by the format that the schema comes to."""
    schema = schemas(elf.header.bits, elf.order).symbol
    fields = [field.name for field in schema.subcons]
    name_at, info_at, section_at = map(fields.index, ("st_name", "st_info", "st_shndx"))
    row = Struct(elf.order + "".join(field.subcon.fmtstr[1:] for field in schema.subcons))
    count = min(table.size // row.size, MAX_SYMBOLS)
    for values in row.iter_unpack(data[table.offset : table.offset + count * row.size]):
        kind = values[info_at] & 0xF
        start = strings.offset + values[name_at]
        if values[section_at] == SHN_UNDEF or kind in (STT_SECTION, STT_FILE):
            continue
        if values[name_at] and start < strings.end:
            name = data[start : min(start + MAX_NAME, strings.end)].partition(b"\0")[0]
            yield name.decode("utf-8", "backslashreplace")
