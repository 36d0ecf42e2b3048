"""Virtual addresses: page tables of x86-64, the linear map of arm64."""

from __future__ import annotations

import struct

from efitool.formats._kernel_addresses import KERNEL_MAP, KernelAddresses
from efitool.formats._ram_extents import Extent, ExtentMemory, plain


def memory(entries: dict[int, int], size: int = 0x10000) -> ExtentMemory:
    ram = bytearray(size)
    for at, value in entries.items():
        struct.pack_into("<Q", ram, at, value)
    return ExtentMemory(plain(bytes(ram)), [Extent(0, size, 0)])


NOTES = {"NUMBER(phys_base)": "4096", "SYMBOL(init_top_pgt)": f"{KERNEL_MAP:x}"}
TABLES = {
    0x1000 + 273 * 8: 0x2003,
    0x2000: 0x3003,
    0x2008: 0x83,
    0x3000: 0x4003,
    0x4000: 0x8003,
    0x4008: 0x8000_0000_0000_9003,
    0x4010: 0xA002,
    0x8FF8: 0x1122334455667788,
    0x9000: 0xAABB,
}
BASE = 0xFFFF_8880_0000_0000


def test_pages_of_every_size() -> None:
    kernel = KernelAddresses(memory(TABLES), NOTES)

    assert kernel.physical(BASE + 0x12) == 0x8012
    assert kernel.physical(BASE + 0x1FFF) == 0x9FFF
    assert kernel.physical(BASE + (1 << 30) + 0x1234567) == 0x1234567
    assert kernel.physical(BASE + 0x2000) is None
    assert kernel.physical(0) is None
    assert kernel.read(BASE + 0xFF8, 10) == bytes.fromhex("8877665544332211bbaa")
    assert kernel.read(BASE + 0x1FFF, 5) == b"\0"


def test_five_levels_and_encryption() -> None:
    encrypted = 1 << 47
    tables = {at: value | encrypted for at, value in TABLES.items() if at < 0x5000}
    tables[0x5000 + 511 * 8] = 0x1003 | encrypted
    notes = NOTES | {
        "NUMBER(phys_base)": str(0x5000),
        "NUMBER(pgtable_l5_enabled)": "1",
        "NUMBER(sme_mask)": str(encrypted),
    }
    kernel = KernelAddresses(memory(tables), notes)

    assert kernel.physical(BASE + 0x12) == 0x8012


def test_arm64() -> None:
    notes = {
        "NUMBER(VA_BITS)": "48",
        "NUMBER(kimage_voffset)": "0xffff800040000000",
        "NUMBER(PHYS_OFFSET)": "0x40000000",
    }
    kernel = KernelAddresses(memory({}), notes)

    assert kernel.physical(0xFFFF_0000_0000_1234) == 0x4000_1234
    assert kernel.physical(0xFFFF_8000_8100_0000) == 0x4100_0000


def test_a_kernel_that_notes_nothing() -> None:
    kernel = KernelAddresses(memory({}), {})
    assert kernel.physical(BASE) is None
    assert kernel.read(BASE, 4) == b""
