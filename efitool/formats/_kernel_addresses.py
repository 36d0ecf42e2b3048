"""A kernel's virtual addresses: through its own page tables on x86-64, by its map on arm64.

Reference: Intel SDM, volume 3A, 4.5; Linux v6.12, Documentation/arch/x86/x86_64/mm.rst,
arch/x86/kernel/vmcore_info_64.c, arch/arm64/kernel/vmcore_info.c.
"""

from __future__ import annotations

from collections.abc import Mapping

from efitool.formats import _vmcoreinfo
from efitool.model.guest_memory import GuestMemory

KERNEL_MAP = 0xFFFF_FFFF_8000_0000
"""``__START_KERNEL_map``: where the image is mapped on x86-64, before KASLR moves it."""

PRESENT, LARGE = 1, 1 << 7
ADDRESS = 0x000F_FFFF_FFFF_F000
"""Bits of an entry."""

WORDS = 1 << 64


class KernelAddresses:
    """Reads at virtual addresses of the kernel."""

    def __init__(self, memory: GuestMemory, notes: Mapping[str, str]) -> None:
        self._memory = memory
        self._base = _vmcoreinfo.number(notes, "NUMBER(phys_base)")
        self._top = _vmcoreinfo.symbol(notes, "init_top_pgt")
        self._levels = 5 if notes.get("NUMBER(pgtable_l5_enabled)") == "1" else 4
        self._encrypted = _vmcoreinfo.number(notes, "NUMBER(sme_mask)") or 0
        self._image_offset = _vmcoreinfo.number(notes, "NUMBER(kimage_voffset)", 16)
        self._ram = _vmcoreinfo.number(notes, "NUMBER(PHYS_OFFSET)", 16)
        self._bits = _vmcoreinfo.number(notes, "NUMBER(VA_BITS)")

    def read(self, address: int, size: int) -> bytes:
        """Return the bytes at a virtual address: fewer where some are not mapped, or not there."""
        parts = []
        while size > 0:
            physical, left = self._physical(address)
            part = self._memory.read(physical, min(size, left)) if left else b""
            parts.append(part)
            size -= len(part)
            address += len(part)
            if not part or (len(part) < left and size):
                break
        return b"".join(parts)

    def physical(self, address: int) -> int | None:
        """Return the physical address of a virtual one, None where it is not mapped."""
        physical, left = self._physical(address)
        return physical if left else None

    def _physical(self, address: int) -> tuple[int, int]:
        """Return a physical address and how many bytes follow it, none where it is not mapped."""
        if self._top is not None and self._base is not None:
            return self._walked(address, self._top - KERNEL_MAP + self._base)
        if self._image_offset is not None and self._ram is not None and self._bits is not None:
            linear = WORDS - (1 << self._bits)
            if linear <= address < linear + (1 << self._bits - 1):
                return address - linear + self._ram, WORDS - address
            return (address - self._image_offset) % WORDS, WORDS - address
        return 0, 0

    def _walked(self, address: int, table: int) -> tuple[int, int]:
        for level in reversed(range(self._levels)):
            shift = 12 + 9 * level
            entry = self._memory.read(table + (address >> shift & 511) * 8, 8)
            value = int.from_bytes(entry, "little") & ~self._encrypted
            if len(entry) < 8 or not value & PRESENT:
                break
            table = value & ADDRESS
            if level == 0 or value & LARGE:
                size = 1 << shift
                return (table & ~(size - 1)) + address % size, size - address % size
        return 0, 0
