"""Unpacked kernels for tests: ELF files and kallsyms, written from their descriptions.

System V ABI 4.1, chapters 4 and 5; Linux v6.12, scripts/kallsyms.c, and the versions before it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

TOKENS = {0x80: b"kernel", 0x81: b"_init", 0x82: b"Taccept", 0x83: b"ory", 0x84: b"mem"}
"""Codes for more than one letter; letters, digits and a few more stand for themselves."""


@dataclass
class Part:
    """A section, which is also a segment of its own unless ``load`` is False."""

    name: str
    data: bytes
    address: int
    flags: int = 2
    type: int = 1
    load: bool = True
    memory_size: int | None = None


def elf(
    *parts: Part,
    bits: int = 64,
    order: str = "<",
    machine: int = 62,
    notes: bytes = b"",
    note_align: int = 4,
) -> bytes:
    """Build an executable whose physical addresses are 0x1000000 above the file's offsets."""
    wide = bits == 64
    header_size, program_size, section_size = (64, 56, 64) if wide else (52, 32, 40)
    names = b"\0" + b"".join(p.name.encode() + b"\0" for p in parts) + b".shstrtab\0"
    body, offsets = bytearray(0x1000 - header_size), []
    for part in parts:
        body += bytes(-len(body) - header_size & 0xF)
        offsets.append(header_size + len(body))
        body += part.data
    notes_at = header_size + len(body) + (-len(body) - header_size & 7)
    body += bytes(notes_at - header_size - len(body)) + notes + names
    body += bytes(-len(body) - header_size & 7)

    word = "Q" if wide else "I"
    programs = [
        (1, at, p.address, 0x1000000 + at, len(p.data), p.memory_size or len(p.data), p.flags)
        for p, at in zip(parts, offsets, strict=True)
        if p.load
    ]
    programs += [(4, notes_at, 0, 0, len(notes), len(notes), 4)] if notes else []
    table = b"".join(
        struct.pack(f"{order}II6Q", t, 5 if f & 4 else 6, at, v, p, size, memory, note_align)
        if wide
        else struct.pack(f"{order}8I", t, at, v, p, size, memory, 5 if f & 4 else 6, note_align)
        for t, at, v, p, size, memory, f in programs
    )
    rows = [(0, 0, 0, 0, 0, 0)]
    for part, at in zip(parts, offsets, strict=True):
        size = part.memory_size if part.memory_size is not None else len(part.data)
        name = names.index(b"\0" + part.name.encode() + b"\0") + 1
        rows.append((name, part.type, part.flags, part.address, at, size))
    rows.append((names.index(b".shstrtab\0"), 3, 0, 0, notes_at + len(notes), len(names)))
    sections = b"".join(
        struct.pack(f"{order}II4{word}II2{word}", *row[:2], *row[2:], 0, 0, 1, 0) for row in rows
    )
    program_at = header_size + len(body)
    ident = b"\x7fELF" + bytes([2 if wide else 1, 1 if order == "<" else 2, 1]) + bytes(9)
    header = ident + struct.pack(
        f"{order}HHI3{word}I6H",
        2,
        machine,
        1,
        0x1000C43,
        program_at,
        program_at + len(table),
        0,
        header_size,
        program_size,
        len(programs),
        section_size,
        len(rows),
        len(rows) - 1,
    )
    return header + bytes(body) + table + sections


def note(name: bytes, type: int, description: bytes, order: str = "<") -> bytes:
    """Build one note, aligned to four bytes."""
    head = struct.pack(f"{order}III", len(name) + 1, len(description), type)
    name += b"\0" * (1 + -(len(name) + 1) % 4)
    return head + name + description + bytes(-len(description) % 4)


def kallsyms(
    names: Sequence[str], *, sequences: int = 0, align: int = 8, order: str = "<"
) -> bytes:
    """Build the tables of these names; ``sequences`` is the size of an entry between them.

    v6.1 has none, v6.2 before its release had 4 bytes each, v6.2 and v6.3 have 3; later versions
    write them last.
    """
    table = b"".join(_token(code) + b"\0" for code in range(256))
    starts = [0]
    for code in range(256):
        starts.append(starts[-1] + len(_token(code)) + 1)
    encoded, markers = bytearray(), []
    for n, name in enumerate(names):
        if n % 256 == 0:
            markers.append(len(encoded))
        codes = _encode(b"T" + name.encode())
        long = len(codes) > 0x7F
        encoded += bytes([len(codes) & 0x7F | 0x80, len(codes) >> 7] if long else [len(codes)])
        encoded += codes
    backwards = range(len(names) - 1, -1, -1)
    big_endian = order == ">" or sequences == 3
    return b"".join(
        blob + bytes(-len(blob) % align)
        for blob in (
            struct.pack(f"{order}I", len(names)),
            bytes(encoded),
            struct.pack(f"{order}{len(markers)}I", *markers),
            b"".join(n.to_bytes(sequences, "big" if big_endian else "little") for n in backwards)
            if sequences
            else b"",
            table,
            struct.pack(f"{order}256H", *starts[:256]),
        )
    )


def _token(code: int) -> bytes:
    if code in TOKENS:
        return TOKENS[code]
    return bytes([code]) if 0x21 <= code < 0x7F else b""


def _encode(name: bytes) -> bytes:
    """Replace the longest tokens first; kallsyms.c chooses others, and all are valid."""
    for code, token in sorted(TOKENS.items(), key=lambda item: -len(item[1])):
        name = name.replace(token, bytes([code]))
    return name
