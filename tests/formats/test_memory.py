"""The structures, against bytes laid out by hand."""

from __future__ import annotations

from efitool.formats._memory_layouts import EFI_MEMORY_DESCRIPTOR as LAYOUT
from efitool.formats._memory_schemas import EFI_MEMORY_DESCRIPTOR as SCHEMA


def test_a_descriptor_has_40_bytes_of_which_4_are_padding() -> None:
    data = bytes.fromhex("0f000000ffffffff 0000000100000000 0200000000000000 0300000000000000 0f")

    assert (LAYOUT.size, SCHEMA.sizeof()) == (40, 40)
    assert LAYOUT.parse("x", data.ljust(40, b"\0"), 0) == {
        "Type": 15,
        "PhysicalStart": 0x1_0000_0000 >> 8,
        "VirtualStart": 2,
        "NumberOfPages": 3,
        "Attribute": 15,
    }
