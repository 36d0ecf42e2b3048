"""What a map says of itself."""

from __future__ import annotations

from efitool.model.memmap import (
    SPEC_NAMES,
    Descriptors,
    MemoryDescriptor,
    MemoryMap,
    MemoryType,
    attribute_names,
    type_name,
)
from efitool.model.ranges import PhysRange


def test_names() -> None:
    assert len(SPEC_NAMES) == len(MemoryType)
    assert type_name(15) == "EfiUnacceptedMemoryType"
    assert type_name(0x7000_0001) == "0x70000001"
    assert attribute_names(0x8000_0000_0000_000F) == ("UC", "WC", "WT", "WB", "RUNTIME")
    assert attribute_names(0x4000_1000_0004_0020) == ("SP", "ISA_VALID", "0x100000000020")
    assert attribute_names(0) == ()


def test_the_end_of_a_descriptor_may_be_absurd() -> None:
    last = MemoryDescriptor(7, 0xFFFF_FFFF_FFFF_F000, 0, (1 << 64) - 1, 0)

    assert last.end == 0xFFFF_FFFF_FFFF_F000 + ((1 << 64) - 1) * 4096
    assert last.range.size == last.size


def test_neighbours_are_apart_as_regions_and_together_as_unaccepted_memory() -> None:
    halves = tuple(MemoryDescriptor(15, at << 20, 0, 256, 0) for at in (1, 2, 4))
    map = MemoryMap("x", "y", halves)

    assert list(map.regions(15)) == [d.range for d in halves]
    assert list(map.unaccepted) == [PhysRange(1 << 20, 3 << 20), PhysRange(4 << 20, 5 << 20)]
    assert map.where(1) == "descriptor 1"
    assert map._replace(lines=(7, 8, 9)).where(1) == "line 8"


def test_many_descriptors_are_a_sequence_of_descriptors() -> None:
    rows = [(7, 0, 0, 1, 15), (15, 4096, 0, 2, 0)]
    many = Descriptors(rows)

    assert many[1] == MemoryDescriptor(15, 4096, 0, 2, 0)
    assert many[-1].end == 0x3000
    assert list(many[:1]) == [MemoryDescriptor(*rows[0])]
    assert many == tuple(many) == Descriptors(tuple(rows))
    assert hash(many) == hash(tuple(many))
    assert many != many[1:]
    assert repr(many) == repr(tuple(many))
