"""The runtime map as text: rows, damaged rows, several maps, a recording."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, MalformedError
from efitool.formats import guest_log, runtime_map
from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap

REAL = (
    Path(__file__).parents[2] / "samples/recordings/linux-6.12-unaccepted/runtime-map.txt"
).read_bytes()
FLASH = "0 type=0xb phys=0xffc00000 virt=0xfffffffeffc00000 pages=0x400 attr=0x8000000000000001"
CODE = "1 type=0x5 phys=0x7f5ed000 virt=0xfffffffefefed000 pages=0x100 attr=0x800000000000000f"


def maps(*lines: str) -> tuple[MemoryMap, ...]:
    return runtime_map.FORMAT.decode("\n".join((*lines, "")).encode()).maps


def test_rows() -> None:
    [map] = maps(FLASH, CODE + "\r")

    assert map.kind is MapKind.RUNTIME_MAP
    assert (map.label, map.lines, map.unread) == ("line 1", (1, 2), ())
    assert tuple(map.descriptors) == (
        MemoryDescriptor(11, 0xFFC0_0000, 0xFFFF_FFFE_FFC0_0000, 0x400, 1 << 63 | 1),
        MemoryDescriptor(5, 0x7F5E_D000, 0xFFFF_FFFE_FEFE_D000, 0x100, 1 << 63 | 15),
    )


def test_a_damaged_row_is_kept() -> None:
    [map] = maps(FLASH, CODE[:-8].replace("attr", "a"), CODE.replace("1 ", "2 ", 1))

    assert map.lines == (1, 3)
    assert [u.line for u in map.unread] == [2]
    assert map.unread[0].text.startswith("1 type=0x5 phys=0x7f5ed000")


def test_maps_begin_where_numbers_do() -> None:
    assert [m.lines for m in maps(FLASH, CODE, "", FLASH)] == [(1, 2), (4,)]


def test_other_lines_with_a_type_are_no_rows() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        maps("acpi: object type=0x5 flags=0x0")


def test_a_recording() -> None:
    [map] = guest_log.decode(REAL).maps

    assert (map.format, len(map.descriptors), map.unread) == ("runtime-map", 95, ())
    assert sum(d.size for d in map.descriptors if d.type in (5, 6)) == 837 << 12


@settings(deadline=None)
@given(st.integers(0, len(REAL) - 1), st.binary(max_size=9))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    for data in (REAL[:at] + noise, REAL[:at] + noise + REAL[at:]):
        with suppress(InputError):
            found = runtime_map.FORMAT.decode(data).maps
            assert sum(len(m.descriptors) + len(m.unread) for m in found) <= 96
