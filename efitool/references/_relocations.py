"""Which words of an image are addresses, to be adjusted where it is loaded.

A loader that puts the image elsewhere than it prefers adds the distance to each word in the table
of base relocations (PE/COFF, The .reloc Section). Loaders for 32 bits that prefer no address at
all (GRUB) have no other mark of one. Programs of gnu-efi are ELF shared objects at heart: their
first instructions adjust what the dynamic section lists (System V ABI, gABI, Dynamic Section).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from struct import calcsize, iter_unpack, pack, unpack_from

from efitool.model.image import Arch

HEADER = 8
"""Bytes before the entries of a block: ``PageRVA`` and ``BlockSize``."""

ADDRESSES = frozenset((3, 10))
"""``IMAGE_REL_BASED_HIGHLOW`` and ``IMAGE_REL_BASED_DIR64``: whole addresses of 32 and 64 bits."""

MAX_TABLE = 1 << 20
"""Bytes of a table that are looked at, in a tenth of a second. GRUB's has 4 KB, edk2's 64."""

DYNAMIC = ".dynamic"
"""The section of the dynamic section, where the linker made the PE file."""

MAX_DYNAMIC = 1024
"""Bytes of a dynamic section that are looked at: gnu-efi's have 20 entries."""

MAX_HEADED = 1 << 20
"""Bytes of a segment that may hold the dynamic section of a program whose PE header gnu-efi writes
in assembly: it knows but ``.text`` and ``.data``. systemd-boot has 112 KB; kernels have more."""

DT_NULL, DT_RELA, DT_RELASZ, DT_RELAENT, DT_REL, DT_RELSZ, DT_RELENT = 0, 7, 8, 9, 17, 18, 19

RELATIVE = {
    Arch.X86_64: 8,
    Arch.I386: 8,
    Arch.ARM64: 1027,
    Arch.ARM: 23,
    Arch.RISCV64: 3,
    Arch.LOONGARCH64: 3,
}
"""``R_*_RELATIVE`` of each psABI, which gnu-efi's ``_relocate()`` adds the load address to. The
linker has written what it is added to in place, for the tables with addends too."""

WORDS_32 = frozenset((Arch.I386, Arch.ARM))
"""Whose ELF files are of 32 bits."""

Read = Callable[[int, int], bytes]
"""Returns up to so many bytes at an RVA."""


def of_loader(table: bytes) -> Iterator[int]:
    """Yield the RVAs of the addresses in a table; from a broken block on, it says nothing."""
    table = table[:MAX_TABLE]
    at = 0
    while at + HEADER <= len(table):
        page, size = unpack_from("<II", table, at)
        if size < HEADER:
            return
        entries = table[at + HEADER : at + size]
        for (entry,) in iter_unpack("<H", entries[: len(entries) & ~1]):
            if entry >> 12 in ADDRESSES:
                yield page + (entry & 0xFFF)
        at += size


def dynamic_in(data: bytes, arch: Arch | None) -> int | None:
    """Return where, in a segment, a dynamic section says which table of relocations it has.

    Linkers put address, size and size of an entry next to each other, in this order.
    """
    if arch in WORDS_32:
        mark, before = pack("<II", DT_RELENT, 8), 16
    else:
        mark, before = pack("<QQ", DT_RELAENT, 24), 32
    at = data.find(mark) if len(data) <= MAX_HEADED else -1
    return at - before if at >= before else None


def of_image(read: Read, dynamic: int, arch: Arch | None) -> Iterator[int]:
    """Yield the RVAs of the addresses that the dynamic section at an RVA lists."""
    wide = arch not in WORDS_32
    relative = RELATIVE.get(arch) if arch else None
    tags: dict[int, int] = {}
    for tag, value in _whole(read(dynamic, MAX_DYNAMIC), "<QQ" if wide else "<II"):
        if tag == DT_NULL:
            break
        tags[tag] = value
    for table, size, layout in (
        (DT_RELA, DT_RELASZ, "<QII8x" if wide else "<IB7x"),
        (DT_REL, DT_RELSZ, "<QII" if wide else "<IB3x"),
    ):
        held = read(tags.get(table, 0), min(tags.get(size, 0), MAX_TABLE))
        for place, kind, *_ in _whole(held, layout):
            if kind == relative:
                yield place


def _whole(table: bytes, layout: str) -> Iterator[tuple[int, ...]]:
    return iter_unpack(layout, table[: len(table) // calcsize(layout) * calcsize(layout)])
