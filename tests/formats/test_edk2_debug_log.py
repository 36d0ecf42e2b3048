"""edk2's debug log: allocations, OVMF's e820 entries, damaged lines."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, MalformedError
from efitool.formats import edk2_debug_log, guest_log
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

LOG = """\
PlatformGetLowMemoryCB: LowMemory=0x80000000
PlatformAddHobCB: HighMemory [0x100000000, 0x180000000)
PlatformAddHobCB: Reserved [0xFD00000000, 0x10000000000)
PlatformAddHobCB: Type 20 [0xB0000000, 0xB0001000) (NOT HANDLED)
Loading DxeCore at 0x0007FEA1000 EntryPoint=0x0007FEC3F25
HOBLIST address in DXE = 0x7F54D018
Memory Allocation 0x00000004 0x7FEE4000 - 0x7FF03FFF
Memory Allocation 0x0000000A 0x810000 - 0x81FFFF
Memory Allocation 0x80000001 0x7FFDE000 - 0x7FFDDFFF
FV Hob            0x900000 - 0x14FFFFF
"""


def lists(text: str) -> tuple[RangeList, ...]:
    return edk2_debug_log.FORMAT.decode(text.encode()).ranges


@pytest.mark.parametrize("prefix", ["", "[  1.250] "])
def test_a_log(prefix: str) -> None:
    text = "".join(f"{prefix}{line}\r\n" for line in LOG.splitlines())

    told, allocated = guest_log.decode(text.encode()).ranges

    assert (told.label, told.lines) == ("PlatformAddHobCB, line 2", (2, 3, 4))
    assert told.ranges == (
        NamedRange(PhysRange(0x1_0000_0000, 0x1_8000_0000), "HighMemory"),
        NamedRange(PhysRange(0xFD_0000_0000, 0x100_0000_0000), "Reserved"),
        NamedRange(PhysRange(0xB000_0000, 0xB000_1000), "Type 20"),
    )
    assert (allocated.label, allocated.lines) == ("allocations, line 7", (7, 8, 9))
    assert allocated.ranges == (
        NamedRange(PhysRange(0x7FEE_4000, 0x7FF0_4000), "EfiBootServicesData"),
        NamedRange(PhysRange(0x81_0000, 0x82_0000), "EfiACPIMemoryNVS"),
        NamedRange(PhysRange(0x7FFD_E000, 0x7FFD_E000), "0x80000001"),
    )


def test_each_boot_has_its_lists() -> None:
    allocations = "".join(LOG.splitlines(keepends=True)[6:9])

    assert [r.lines for r in lists(allocations + "\n" * 3 + allocations)] == [(1, 2, 3), (7, 8, 9)]
    assert [r.lines for r in lists(allocations + "\n" * 2 + allocations)] == [(1, 2, 3, 6, 7, 8)]


def test_damaged_lines_are_kept() -> None:
    told, allocated = lists(
        LOG.replace("0x180000000)", "0x180").replace("0x81FFFF", "0x80FF").replace("FDDFFF", "")
    )

    assert [u.line for u in told.unread] == [2]
    assert [u.line for u in allocated.unread] == [8, 9]
    assert allocated.unread[0].text == "Memory Allocation 0x0000000A 0x810000 - 0x80FF"


def test_what_says_nothing() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        lists("PlatformAddHobCB: [\nMemory Allocation 0x\n")


@settings(deadline=None)
@given(st.integers(0, len(LOG) - 1), st.binary(max_size=9))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    data = LOG.encode()
    for piece in (data[:at] + noise, data[:at] + noise + data[at:]):
        with suppress(InputError):
            found = edk2_debug_log.FORMAT.decode(piece).ranges
            assert sum(len(r.ranges) + len(r.unread) for r in found) <= 6
