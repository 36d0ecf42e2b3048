"""A guest's memory of eight megabytes, and the dumps that tools make of it.

Every layout here is written from the specifications and headers that the readers cite, not by the
code under test. Firmware has been told where it is mapped: its pointers are virtual.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from uuid import UUID

SIZE = 8 << 20
PAGE = 4096
PARAMS, MEMMAP, SYSTEM_TABLE, TABLES = 0x1_0000, 0x20_0000, 0x30_0018, 0x30_1C98
RSDP, UNACCEPTED, ATTRIBUTES, NOTES, IMAGE = 0x31_0000, 0x31_1000, 0x31_2000, 0x40_0000, 0x60_0000
KERNEL_MAP = 0xFFFF_FFFF_8000_0000
FIRMWARE_MAP = 0xFFFF_FFFE_FF00_0000

MEMORY = (
    (7, 0, 0x300, 0xF),
    (6, 0x30_0000, 32, 0x8000_0000_0000_000F),
    (7, 0x32_0000, 0x4E0, 0xF),
    (15, 0x4000_0000, 0x4000, 0xF),
)
"""Type, start, pages and attributes; 64 MiB are unaccepted."""

GUIDS = (
    ("8868e871-e4f1-11d3-bc22-0080c73c8881", RSDP),
    ("800f683f-d08b-423a-a293-965c3c6fe2b4", MEMMAP),
    ("d5d1de3c-105c-44f9-9ea9-bcef98120031", UNACCEPTED),
    ("dcfa911d-26eb-469f-a220-38b7dc461220", ATTRIBUTES),
)

MESSAGES = (
    (0, b"Linux version 6.12.0-test (builder) #1"),
    (1_500_000, b"efi: EFI v2.7 by EDK II"),
    (2_000_001_000, b"two\nlines"),
)
"""Nanoseconds and text."""

STRUCTURES = """\
SIZE(printk_ringbuffer)=88
OFFSET(printk_ringbuffer.desc_ring)=0
OFFSET(printk_ringbuffer.text_data_ring)=48
SIZE(prb_desc_ring)=48
OFFSET(prb_desc_ring.count_bits)=0
OFFSET(prb_desc_ring.descs)=8
OFFSET(prb_desc_ring.infos)=16
OFFSET(prb_desc_ring.head_id)=24
OFFSET(prb_desc_ring.tail_id)=32
SIZE(prb_desc)=24
OFFSET(prb_desc.state_var)=0
OFFSET(prb_desc.text_blk_lpos)=8
SIZE(prb_data_blk_lpos)=16
OFFSET(prb_data_blk_lpos.begin)=0
OFFSET(prb_data_blk_lpos.next)=8
SIZE(printk_info)=88
OFFSET(printk_info.ts_nsec)=8
OFFSET(printk_info.text_len)=16
SIZE(prb_data_ring)=32
OFFSET(prb_data_ring.size_bits)=0
OFFSET(prb_data_ring.data)=8
"""


def notes() -> bytes:
    """Return VMCOREINFO of a 6.12 kernel, as far as it is read."""
    text = f"""\
OSRELEASE=6.12.0-test
PAGESIZE=4096
SYMBOL(prb)={KERNEL_MAP + 0x8000:x}
{STRUCTURES}NUMBER(phys_base)={IMAGE}
SYMBOL(init_top_pgt)={KERNEL_MAP:x}
NUMBER(pgtable_l5_enabled)=0
NUMBER(PAGE_UNACCEPTED_MAPCOUNT_VALUE)=-9
"""
    return text.encode()


def descriptors() -> bytes:
    rows = (struct.pack("<I4xQQQQ8x", t, start, 0, pages, a) for t, start, pages, a in MEMORY)
    return b"".join(rows)


def system_table(pointer: int = FIRMWARE_MAP + (TABLES - 0x30_0000)) -> bytes:
    """Return a system table of UEFI 2.7 whose checksum is right."""
    body = struct.pack("<QI68xQQ", FIRMWARE_MAP, 0x10000, len(GUIDS), pointer)
    head = struct.pack("<8sIIII", b"IBI SYST", 0x2_0046, 24 + len(body), 0, 0)
    crc = zlib.crc32(head + body)
    return head[:16] + struct.pack("<I", crc) + head[20:] + body


def ring(messages: Sequence[tuple[int, bytes]] = MESSAGES) -> dict[int, bytes]:
    """Return the kernel's ring buffer, by offsets in its image: 8 messages, 256 bytes."""
    descs, infos, text = bytearray(8 * 24), bytearray(8 * 88), bytearray(256)
    at, first = 0x1F0, 0x7E
    for n, (time, line) in enumerate(messages):
        number = first + n
        need = -(-(8 + len(line)) // 8) * 8
        begin = at
        if begin % 256 + need > 256:
            at = -(-at // 256) * 256
        place = at % 256
        text[place : place + 8 + len(line)] = struct.pack("<Q", number) + line
        at += need
        struct.pack_into("<QQQ", descs, number % 8 * 24, 2 << 62 | number, begin, at)
        struct.pack_into("<QQH", infos, number % 8 * 88, n, time, len(line))
    last = first + len(messages) - 1
    buffer = struct.pack(
        "<I4xQQQQ8xI4xQQQ8x",
        3, KERNEL_MAP + 0xA000, KERNEL_MAP + 0xB000, last, first,
        8, KERNEL_MAP + 0xC000, at, 0,
    )  # fmt: skip
    return {
        0x8000: struct.pack("<Q", KERNEL_MAP + 0x9000),
        0x9000: buffer,
        0xA000: bytes(descs),
        0xB000: bytes(infos),
        0xC000: bytes(text),
    }


def memory(bitmap: bytes = b"\xf0\xff\xff\xff", **changes: bytes) -> bytes:
    """Lay out the memory; ``at_1234=bytes`` are written over an address in hexadecimal."""
    ram = bytearray(SIZE)
    parts = {
        PARAMS + 0x1C0: struct.pack(
            "<4sIIIIIII", b"EL64", SYSTEM_TABLE, 48, 1, MEMMAP + 40, len(descriptors()), 0, 0
        ),
        PARAMS + 0x1E8: b"\2",
        PARAMS + 0x2D0: struct.pack("<QQIQQI", 0, SIZE, 1, 0x4000_0000, 64 << 20, 1),
        MEMMAP: struct.pack("<QQI4xQQ", len(descriptors()), 48, 1, 7, 4096) + descriptors(),
        SYSTEM_TABLE: system_table(),
        TABLES: b"".join(UUID(g).bytes_le + struct.pack("<Q", at) for g, at in GUIDS),
        RSDP: struct.pack("<8sB6sBIIQI", b"RSD PTR ", 0, b"BOCHS ", 2, 0, 36, 0x77C0E8, 0),
        UNACCEPTED: struct.pack("<IIQQ", 1, 2 << 20, 0x4000_0000, len(bitmap)) + bitmap,
        ATTRIBUTES: struct.pack("<IIII", 1, 1, 48, 0)
        + struct.pack("<I4xQQQQ8x", 6, 0x30_0000, 0, 32, 0x8000_0000_0000_4000),
        NOTES: notes(),
        IMAGE + 511 * 8: struct.pack("<Q", IMAGE + 0x1000 | 3),
        IMAGE + 0x1000 + 510 * 8: struct.pack("<Q", IMAGE + 0x2000 | 3),
        IMAGE + 0x2000: struct.pack("<Q", IMAGE | 0x83),
        **{IMAGE + at: data for at, data in ring().items()},
        **{int(name[3:], 16): data for name, data in changes.items()},
    }
    for at, data in parts.items():
        ram[at : at + len(data)] = data
    return bytes(ram)


def elf(
    ram: bytes,
    ranges: Sequence[tuple[int, int]] = ((0, 0xA_0000), (0x10_0000, SIZE)),
    note: bytes = b"",
) -> bytes:
    """Return a core file of some ranges of memory."""
    notes = struct.pack("<III12s", 11, len(note), 0, b"VMCOREINFO\0\0") + note if note else b""
    offset = 64 + 56 * (1 + len(ranges)) + len(notes)
    rows = [struct.pack("<IIQQQQQQ", 4, 0, offset - len(notes), 0, 0, len(notes), len(notes), 0)]
    for start, end in ranges:
        size = end - start
        rows.append(struct.pack("<IIQQQQQQ", 1, 0, offset, start, start, size, size, 0))
        offset += size
    ident = b"\x7fELF\2\1\1".ljust(16, b"\0")
    head = struct.pack(
        "<16sHHIQQQIHHHHHH", ident, 4, 62, 1, 0, 64, 0, 0, 64, 56, len(rows), 0, 0, 0
    )
    return b"".join((head, *rows, notes, *(ram[a:b] for a, b in ranges)))


def kdump(
    ram: bytes,
    flags: int = 1,
    pack: Callable[[bytes], bytes] = zlib.compress,
    missing: Sequence[int] = (),
) -> bytes:
    """Return a compressed dump without the pages that are zero, or named as missing."""
    pages = [ram[at : at + PAGE] for at in range(0, len(ram), PAGE)]
    there = [n for n, page in enumerate(pages) if any(page) and n not in missing]
    bitmap = bytearray(PAGE)
    for n in there:
        bitmap[n // 8] |= 1 << n % 8
    uts = b"".join(
        word.ljust(65, b"\0") for word in (b"Linux", b"guest", b"6.12", b"#1", b"x86_64", b"")
    )
    head = struct.pack("<8si", b"KDUMP   ", 6) + uts
    head = head.ljust(424, b"\0") + struct.pack("<IIIII", 0, PAGE, 1, 2, len(pages))
    sub = bytes(96) + struct.pack("<Q", len(pages))
    start = PAGE * 4 + 24 * len(there)
    rows, bodies = [], []
    for n in there:
        packed = pack(pages[n])
        rows.append(struct.pack("<qIIQ", start, len(packed), flags, 0))
        bodies.append(packed)
        start += len(packed)
    return b"".join((head.ljust(PAGE, b"\0"), sub.ljust(PAGE, b"\0"), bitmap * 2, *rows, *bodies))


def flattened(file: bytes, step: int = 5000) -> bytes:
    """Return the form for pipes: pieces in another order than that of the file."""
    out = [b"makedumpfile".ljust(16, b"\0") + struct.pack(">qq", 1, 1)]
    out[0] = out[0].ljust(PAGE, b"\0")
    starts = list(range(0, len(file), step))
    for at in (*starts[1::2], *starts[::2]):
        piece = file[at : at + step]
        out.append(struct.pack(">qq", at, len(piece)) + piece)
    return b"".join((*out, struct.pack(">qq", -1, -1)))
