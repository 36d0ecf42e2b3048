"""Firmware for tests: the smallest volumes, written from the specification (PI 1.8, volume 3)."""

from __future__ import annotations

import lzma
import struct
from uuid import UUID

FFS2 = UUID("8c8ce578-8a3d-4f1c-9935-896185c32dd3")
LZMA = UUID("ee4e5898-3914-4259-9d6e-dc7bd79403cf")
FILE = UUID("11111111-2222-3333-4444-555555555555")
DRIVER, PEIM, SECURITY_CORE, RAW, VOLUME = 0x07, 0x06, 0x03, 0x01, 0x0B
PE32, TE, USER_INTERFACE, VOLUME_IMAGE, GUIDED, COMPRESSED = 0x10, 0x12, 0x15, 0x17, 0x02, 0x01
FOOTER = UUID("96b582de-1fb2-45f7-baea-a366c55a082d")
TDX = UUID("e47a6535-984a-4798-865e-4685a7bf8ec2")
SEV = UUID("dc886566-984a-4798-a75e-5585a7bf67cc")


def volume(*files: bytes, system: UUID = FFS2, size: int = 0, polarity: int = 0x800) -> bytes:
    """Build a volume of the files, or at least of ``size`` bytes."""
    body = b""
    for one in files:
        body += bytes((0xFF,)) * (-len(body) % 8) + one
    total = max(size, 72 + len(body))
    total += -total % 16
    head = struct.pack(
        "<16s16sQ4sIHHHBB8s8s",
        bytes(16), system.bytes_le, total, b"_FVH", polarity, 72, 0, 0, 0, 2,
        struct.pack("<II", 1, total), bytes(8),
    )  # fmt: skip
    checksum = -sum(struct.unpack("<36H", head)) & 0xFFFF
    head = head[:50] + struct.pack("<H", checksum) + head[52:]
    return (head + body).ljust(total, b"\xff")


def file(
    *sections: bytes, type: int = DRIVER, guid: UUID = FILE, large: bool = False, state: int = 0xF8
) -> bytes:
    """Build a file of sections, which begin at multiples of four bytes."""
    body = b""
    for one in sections:
        body += bytes(-len(body) % 4) + one
    size = len(body) + (32 if large else 24)
    length = bytes(3) if large else struct.pack("<I", size)[:3]
    head = bytearray(guid.bytes_le + bytes((0, 0, type, int(large))) + length + b"\0")
    head += struct.pack("<Q", size) if large else b""
    head[16] = -sum(head) & 0xFF
    head[17], head[23] = 0xAA, state
    return bytes(head) + body


def section(type: int, body: bytes) -> bytes:
    return struct.pack("<I", len(body) + 4)[:3] + bytes((type,)) + body


def guided(guid: UUID, body: bytes, attributes: int = 1, extra: bytes = b"") -> bytes:
    head = guid.bytes_le + struct.pack("<HH", 24 + len(extra), attributes)
    return section(GUIDED, head + extra + body)


def packed(content: bytes) -> bytes:
    """Build a section of LZMA, as edk2 does: the size is in the header."""
    stream = lzma.compress(content, format=lzma.FORMAT_ALONE)
    return guided(LZMA, stream[:5] + struct.pack("<Q", len(content)) + stream[13:])


def named(name: str, executable: bytes, kind: int = PE32) -> tuple[bytes, bytes]:
    """Build the two sections that a module is made of."""
    text = name.encode("utf-16-le") + b"\0\0"
    return section(kind, executable), section(USER_INTERFACE, text)


def te(machine: int = 0x8664, subsystem: int = 11, code: bytes = b"\xc3" * 16) -> bytes:
    """Build a terse executable of one section; 0x100 bytes were cut off before its table."""
    head = struct.pack(
        "<2sHBBHIIQ16s", b"VZ", machine, 1, subsystem, 0x100, 0x200, 0x200, 0, bytes(16)
    )
    row = struct.pack(
        "<8sIIII12sI", b".text", len(code), 0x200, len(code), 0x100 - 40 + 80, bytes(12), 0x60000020
    )
    return head + row + code


def with_table(content: bytes, *entries: tuple[UUID, bytes]) -> bytes:
    """Append a table of GUIDs, in the order of the entries, and a reset vector."""
    table = b"".join(d + struct.pack("<H", len(d) + 18) + g.bytes_le for g, d in entries)
    footer = struct.pack("<H", len(table) + 18) + FOOTER.bytes_le
    return content + table + footer + bytes(32)


def tdvf(*sections: tuple[int, int, int, int, int, int], back: int = 0) -> bytes:
    rows = b"".join(struct.pack("<IIQQII", *row) for row in sections)
    return struct.pack("<4sIII", b"TDVF", 16 + len(rows), 1, len(sections)) + rows


def sev(*sections: tuple[int, int, int]) -> bytes:
    rows = b"".join(struct.pack("<III", *row) for row in sections)
    return struct.pack("<4sIII", b"ASEV", 16 + len(rows), 1, len(sections)) + rows


def with_metadata(tdx: bytes | None = None, amd: bytes | None = None) -> bytes:
    """Build a firmware of one empty volume with metadata, and the table that points to it."""
    content = volume(size=256) + (tdx or b"") + (amd or b"")
    content += bytes(-len(content) % 16)
    entries = [(TDX, tdx, 256), (SEV, amd, 256 + len(tdx or b""))]
    used = [(guid, at) for guid, data, at in entries if data]
    end = len(content) + len(used) * 22 + 18 + 32
    table = [(guid, struct.pack("<I", end - at)) for guid, at in used]
    return with_table(content, *table)
