"""Bytes for tests: the smallest images that say what a test wants said.

Every layout here is written from the specifications (PE/COFF; Linux's boot.rst and booting.rst),
not by the code under test.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

CODE = 0x6000_0020
DATA = 0xC000_0040


@dataclass
class Section:
    """A section to be put into a PE file at the same offset and RVA."""

    name: bytes
    offset: int
    data: bytes
    flags: int = CODE
    virtual_size: int | None = None


def pe(
    *sections: Section,
    machine: int = 0x8664,
    subsystem: int = 10,
    nx: bool = True,
    image_version: tuple[int, int] = (0, 0),
    entry_point: int = 0x1000,
    security: tuple[int, int] = (0, 0),
    pe_offset: int = 0x40,
    dos: bytes = b"MZ",
    size: int = 0,
    alignments: tuple[int, int] = (0x1000, 0x200),
) -> bytes:
    """Build a PE32 or PE32+ file (by machine) with as many data directories as Linux has: six."""
    wide = machine not in (0x14C, 0x1C2)
    coff = struct.pack(
        "<HHIIIHH", machine, len(sections), 0, 0, 0, (112 if wide else 96) + 48, 0x206
    )
    bases = struct.pack("<Q", 0) if wide else struct.pack("<II", 0, 0)
    table_end = pe_offset + 24 + (112 if wide else 96) + 48 + 40 * len(sections)
    headers_end = -(-table_end // alignments[1]) * alignments[1]
    optional = (
        struct.pack("<HBBIIIII", 0x20B if wide else 0x10B, 2, 20, 0, 0, 0, entry_point, 0x1000)
        + bases
        + struct.pack("<IIHHHHHHI", *alignments, 0, 0, *image_version, 0, 0, 0)
        + struct.pack("<III", 0x100000, headers_end, 0)
        + struct.pack("<HH", subsystem, 0x100 if nx else 0)
        + struct.pack("<QQQQ" if wide else "<IIII", 0, 0, 0, 0)
        + struct.pack("<II", 0, 6)
        + struct.pack("<IIIIIIII", 0, 0, 0, 0, 0, 0, 0, 0)
        + struct.pack("<II", *security)
        + struct.pack("<II", 0, 0)
    )
    table = b"".join(
        struct.pack(
            "<8sIIIIIIHHI",
            s.name,
            len(s.data) if s.virtual_size is None else s.virtual_size,
            s.offset,
            len(s.data),
            s.offset,
            0, 0, 0, 0,
            s.flags,
        )
        for s in sections
    )  # fmt: skip
    headers = b"PE\0\0" + coff + optional + table
    end = max([size, pe_offset + len(headers), *(s.offset + len(s.data) for s in sections)])
    image = bytearray(end)
    image[: len(dos)] = dos
    struct.pack_into("<I", image, 0x3C, pe_offset)
    image[pe_offset : pe_offset + len(headers)] = headers
    for s in sections:
        image[s.offset : s.offset + len(s.data)] = s.data
    return bytes(image)


def uki(*parts: tuple[bytes, bytes], machine: int = 0x8664) -> bytes:
    """Build a PE file of some code and, behind it, parts that are padded as ukify pads them."""
    headers = 0x40 + 24 + 0xA0 + 40 * (1 + len(parts))
    offset = max(0x1000, (headers + 0xFFF) & ~0xFFF)
    sections = [Section(b".text", offset, bytes(0x200))]
    for name, content in parts:
        offset += (len(sections[-1].data) + 0xFFF) & ~0xFFF
        padded = content + bytes(-len(content) % 0x200)
        sections.append(Section(name, offset, padded, 0x4000_0040, len(content)))
    return pe(*sections, machine=machine)


def bzimage(
    *,
    banner: bytes = b"6.12.0-test (me@here) #1 SMP",
    payload: bytes = b"\x28\xb5\x2f\xfd" + bytes(60) + struct.pack("<I", 0x1000),
    stub: bytes | None = b"EFI stub: \0",
    protocol: int = 0x20F,
    machine: int = 0x8664,
    xloadflags: int = 0x7F,
    handover_offset: int = 0x190,
    image_version: tuple[int, int] = (3, 0),
    compat: bool = False,
    kernel_info: bytes = b"LToP" + struct.pack("<III", 16, 16, 0x8000_0009),
) -> bytes:
    """Build a bzImage: setup sectors, kernel_info, payload and, unless None, an EFI stub."""
    setup_sects, kernel = 7, 0x1000
    body = kernel_info.ljust(0x100, b"\0") + payload
    text = Section(b".text", kernel, body + (stub or b""))
    sections = [Section(b".setup", 0x400, bytes(0x100)), text]
    if compat:
        sections.insert(1, Section(b".compat", 0x600, struct.pack("<BBHI", 1, 8, 0x14C, 0x100)))
    if stub is None:
        image = bytearray(kernel) + text.data
    else:
        image = bytearray(
            pe(*sections, machine=machine, image_version=image_version, alignments=(0x20, 0x20))
        )
    put = image.__setitem__
    put(slice(0x1F1, 0x1F2), bytes([setup_sects]))
    put(slice(0x1FE, 0x206), b"\x55\xaa\xeb\x6aHdrS")
    for offset, form, value in (
        (0x206, "<H", protocol),
        (0x20E, "<H", 0x500 if banner else 0),
        (0x211, "<B", 0x01),
        (0x236, "<H", xloadflags),
        (0x238, "<I", 2047),
        (0x248, "<I", 0x100 if payload else 0),
        (0x24C, "<I", len(payload)),
        (0x260, "<I", 0x3000000),
        (0x264, "<I", handover_offset),
        (0x268, "<I", 0),
    ):
        struct.pack_into(form, image, offset, value)
    if kernel_info.startswith(b"LToP"):
        struct.pack_into("<I", image, 0x268, 0x10)
        image[kernel + 0x10 : kernel + 0x20] = kernel_info
    put(slice(0x700, 0x700 + len(banner) + 1), banner + b"\0")
    return bytes(image)


def arm64_image(*, flags: int = 0xA, body: bytes = b"", stub: bool = True) -> bytes:
    """Build an arm64 ``Image``, with PE headers if it has a stub."""
    header = struct.pack(
        "<IIQQQQQQ4sI", 0xFA405A4D, 0x14000000, 0, 0x200000, flags, 0, 0, 0, b"ARM\x64", 0x40
    )
    if not stub:
        return header + body
    return pe(Section(b".text", 0x1000, body or b"\0"), machine=0xAA64, dos=header[:0x3C])


LINUX_PE_MAGIC = struct.pack("<I", 0x818223CD)


def riscv_image(*, flags: int = 0, body: bytes = b"", stub: bool = True) -> bytes:
    """Build a RISC-V ``Image``, with PE headers if it has a stub."""
    header = struct.pack(
        "<IIQQQIIQ8s4sI",
        0x106F5A4D if stub else 0x0DC0006F, 0x10FE0, 0x200000, 0x23A0000, flags, 2, 0, 0,
        b"RISCV\0\0\0", b"RSC\x05", 0x40 if stub else 0,
    )  # fmt: skip
    if not stub:
        return header + body
    return pe(Section(b".text", 0x1000, body or b"\0"), machine=0x5064, dos=header[:0x3C])


def loongarch_image(*, body: bytes = b"", stub: bool = True, machine: int = 0x6264) -> bytes:
    """Build a LoongArch kernel, with PE headers if it has a stub."""
    magic = LINUX_PE_MAGIC if stub else b"LA64"
    fields = (0x12E9000, 0x1A00000, 0x200000, 0 if stub else 0xC, 0 if stub else 1, 0, 0)
    header = (b"MZ" if stub else b"\x0c\x80").ljust(8, b"\0") + struct.pack("<QQQIIQQ", *fields)
    if not stub:
        return header + magic + bytes(4) + body
    return pe(Section(b".text", 0x1000, body or b"\0"), machine=machine, dos=header + magic)


def zboot(
    payload: bytes,
    method: bytes = b"gzip",
    *,
    size_field: int = 0,
    machine: int = 0xAA64,
    code: bytes = b"EFI stub: \0",
    data: bytes = b"read-only",
) -> bytes:
    """Build an EFI zboot image. Of all but gzip's payloads the last four bytes are a size."""
    start = 0x1000 + len(code)
    words = struct.pack("<4s4sIIQ", b"MZ", b"zimg", start, len(payload) - size_field, 0)
    dos = (words + method + b"\0").ljust(0x38, b"\0") + LINUX_PE_MAGIC
    text = Section(b".text", 0x1000, code + payload + data)
    return pe(text, machine=machine, dos=dos, image_version=(3, 0))


def zimage(
    payload: bytes,
    *,
    stub: bool = True,
    table: bool = True,
    big_endian: bool = False,
    code: bytes = b"code",
    data: bytes = b"behind",
) -> bytes:
    """Build an ARM zImage: code, the table, read-only data, payload, and what is behind it."""
    start = 0x1000 + len(code) + -len(code) % 4
    end_of_payload = start + 16 + len(payload)
    body = code.ljust(start - 0x1000, b"\0")
    body += struct.pack("<I4sII", 4, b"KLSZ", end_of_payload - 4, 0x5F1) if table else bytes(16)
    body += payload + data
    size = 0x1000 + len(body)
    order = b"\4\3\2\1" if big_endian else b"\1\2\3\4"
    words = struct.pack("<III4s", 0x016F2818, 0x8000, 0x8000 + size, order)
    words += struct.pack("<4sI", b"EEEE", start) if table else bytes(8)
    first = (b"MZ\x25\xe2" if stub else b"\0\0\xa0\xe1") * 2
    dos = first.ljust(0x24, b"\0") + words
    if not stub:
        return dos.ljust(0x1000, b"\0") + body
    return pe(Section(b".text", 0x1000, body), machine=0x1C2, dos=dos)
