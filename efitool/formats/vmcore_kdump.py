"""The compressed dumps that makedumpfile writes after a crash, and QEMU of a running guest.

A header, a bitmap of the pages that are in the file, then a row for each of them. Pages are
packed one by one (zlib; lzo and zstd with their libraries), or not. The *flattened* form, for
pipes, is the same in pieces, see `_dump_flattened`.

Reference: makedumpfile 1.7.2, diskdump_mod.h; QEMU 7.2, dump/dump.c.
"""

from __future__ import annotations

from efitool.errors import MalformedError
from efitool.formats import _dump_layouts as layouts
from efitool.formats import elf, vmcore_elf
from efitool.formats._base import Format, Kind
from efitool.formats._dump_flattened import SIGNATURE as FLATTENED
from efitool.formats._dump_flattened import Flattened
from efitool.formats._dump_pages import Layout, PageMemory
from efitool.formats._guest_contents import Dump, contents
from efitool.formats._ram_extents import Source, plain
from efitool.model.guest_memory import GuestDump, Watch
from efitool.model.image import Data

NAME = "vmcore-kdump"
MAGIC = b"KDUMP   "
FIRST_PAGE_SIZE, LAST_PAGE_SIZE = 4096, 65536
"""Bytes of a page, of all architectures of Linux."""

NOTE_LIMIT = 1 << 20
"""Bytes of VMCOREINFO: a page, or four."""

WITH_64 = 6
"""The version of the header that tells page numbers of 64 bits."""


def sniff(data: Data) -> bool:
    """Whether it begins as one of the two forms does."""
    return data[:8] == MAGIC or data[: len(FLATTENED)] == FLATTENED


def decode(data: Data, *, watch: Watch | None = None) -> GuestDump:
    """Find what there is in a dump. Raises `MalformedError`, `LimitError`."""
    source: Source = plain(data)
    length = len(data)
    troubles: tuple[str, ...] = ()
    if data[: len(FLATTENED)] == FLATTENED:
        flat = Flattened(data)
        source, length, troubles = flat.read, flat.size, flat.troubles
    if source(0, 4) == elf.MAGIC:
        dump = vmcore_elf.open_dump(source, length)
    else:
        dump = open_dump(source, length)
    found = contents(dump._replace(troubles=troubles + dump.troubles), watch)
    if isinstance(dump.memory, PageMemory):
        lost = (
            f"pages that could not be read ({w}): {len(n)}" for w, n in dump.memory.unread.items()
        )
        found = found._replace(troubles=(*found.troubles, *lost))
    return found


def open_dump(source: Source, length: int) -> Dump:
    """Read the headers of a file of so many bytes. Raises `MalformedError`."""
    head = source(0, layouts.DISK_DUMP_HEADER.size)
    if head[:8] != MAGIC:
        raise MalformedError(NAME, "signature", 0, f"found {head[:8].hex(' ')}")
    forms = (layouts.DISK_DUMP_HEADER, layouts.DISK_DUMP_HEADER_32)
    fields = [form.parse(NAME, head, 0) for form in forms]
    header = next((h for h in fields if _is_page_size(h["block_size"])), None)
    if header is None:
        problem = f"found {fields[0]['block_size']}, no page of Linux has so many bytes"
        raise MalformedError(NAME, "block_size", 428, problem)
    page, wide = header["block_size"], header is fields[0]
    start = (1 + header["sub_hdr_size"]) * page
    bitmaps = header["bitmap_blocks"] * page
    if not bitmaps or start + bitmaps > length:
        problem = f"found {header['bitmap_blocks']}: the bitmaps are not in the file"
        raise MalformedError(NAME, "bitmap_blocks", 436, problem)
    first, last, vmcoreinfo = 0, header["max_mapnr"], b""
    if wide and header["header_version"] >= 1:
        sub = layouts.KDUMP_SUB_HEADER.parse(NAME, source(page, layouts.KDUMP_SUB_HEADER.size), 0)
        if header["header_version"] >= WITH_64:
            last = sub["max_mapnr_64"] or last
            if sub["split"]:
                first, last = sub["start_pfn_64"], min(last, sub["end_pfn_64"])
        size = min(sub["size_vmcoreinfo"], NOTE_LIMIT)
        vmcoreinfo = source(sub["offset_vmcoreinfo"], size) if header["header_version"] > 2 else b""
    at = Layout(page, start + bitmaps // 2, bitmaps // 2, start + bitmaps, first, last)
    machine = header["machine"].split(b"\0")[0].decode("ascii", "replace")
    return Dump(PageMemory(source, at), machine or None, vmcoreinfo, ())


def _is_page_size(size: int) -> bool:
    return FIRST_PAGE_SIZE <= size <= LAST_PAGE_SIZE and size.bit_count() == 1


FORMAT = Format(
    name=NAME,
    summary="a guest's memory in compressed pages",
    sniff=sniff,
    decode=decode,
    kind=Kind.GUEST_MEMORY,
    loses="what was written over since boot, or filtered out",
    example="/var/crash/…/vmcore of kdump, dump-guest-memory -z of QEMU",
)
