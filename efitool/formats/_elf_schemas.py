"""The structures of ELF, for either width of addresses and either order of bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from construct import (
    Bytes,
    Construct,
    Int8ul,
    Int16ub,
    Int16ul,
    Int32ub,
    Int32ul,
    Int64ub,
    Int64ul,
    Struct,
)

from efitool.formats._kallsyms import Order


@dataclass(frozen=True, slots=True)
class Schemas:
    """The structures that one file is made of."""

    file_header: Construct[Any, Any]
    program_header: Construct[Any, Any]
    section_header: Construct[Any, Any]
    note_header: Construct[Any, Any]
    symbol: Struct


def schemas(bits: int, order: Order) -> Schemas:
    """Return the structures under their fields' names (System V ABI 4.1, chapters 4 and 5)."""
    half, word, xword = (Int16ul, Int32ul, Int64ul) if order == "<" else (Int16ub, Int32ub, Int64ub)
    address = xword if bits == 64 else word
    flags = "p_flags" / word
    value, size = "st_value" / address, "st_size" / address
    info, other, section = "st_info" / Int8ul, "st_other" / Int8ul, "st_shndx" / half
    return Schemas(
        file_header=Struct(
            "e_ident" / Bytes(16),
            "e_type" / half,
            "e_machine" / half,
            "e_version" / word,
            "e_entry" / address,
            "e_phoff" / address,
            "e_shoff" / address,
            "e_flags" / word,
            "e_ehsize" / half,
            "e_phentsize" / half,
            "e_phnum" / half,
            "e_shentsize" / half,
            "e_shnum" / half,
            "e_shstrndx" / half,
        ),
        program_header=Struct(
            "p_type" / word,
            *([flags] if bits == 64 else []),
            "p_offset" / address,
            "p_vaddr" / address,
            "p_paddr" / address,
            "p_filesz" / address,
            "p_memsz" / address,
            *([flags] if bits == 32 else []),
            "p_align" / address,
        ),
        section_header=Struct(
            "sh_name" / word,
            "sh_type" / word,
            "sh_flags" / address,
            "sh_addr" / address,
            "sh_offset" / address,
            "sh_size" / address,
            "sh_link" / word,
            "sh_info" / word,
            "sh_addralign" / address,
            "sh_entsize" / address,
        ),
        note_header=Struct("n_namesz" / word, "n_descsz" / word, "n_type" / word),
        symbol=Struct(
            "st_name" / word,
            *([info, other, section, value, size] if bits == 64 else []),
            *([value, size, info, other, section] if bits == 32 else []),
        ),
    )
