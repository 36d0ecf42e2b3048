"""coreboot's console: several maps, log levels, damaged rows, and lines of others."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, MalformedError
from efitool.formats import coreboot_console, guest_log
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

LOG = """\
Writing coreboot table at 0x7ab34000
 0. 0000000000000000-0000000000000fff: CONFIGURATION TABLES
 1. 0000000000001000-000000000009ffff: RAM
 2. 00000000000a0000-00000000000fffff: RESERVED
10. 000000007a9fd000-000000007affffff: RAMSTAGE
11. 0000000100000000-000000017fffffff: UNKNOWN!
Wrote coreboot table at: 0x7ab34000, 0x3d4 bytes, checksum 5e4c
"""


def maps(text: str) -> tuple[RangeList, ...]:
    return coreboot_console.FORMAT.decode(text.encode()).ranges


@pytest.mark.parametrize("prefix", ["", "[DEBUG]  ", "[    1.234567] coreboot: "])
def test_a_map(prefix: str) -> None:
    text = "".join(f"{prefix}{line} \r\n" for line in LOG.splitlines())

    [found] = guest_log.decode(text.encode()).ranges

    assert (found.format, found.label, found.unread) == ("coreboot-console", "line 2", ())
    assert found.lines == (2, 3, 4, 5, 6)
    assert found.ranges == (
        NamedRange(PhysRange(0, 0x1000), "CONFIGURATION TABLES"),
        NamedRange(PhysRange(0x1000, 0xA_0000), "RAM"),
        NamedRange(PhysRange(0xA_0000, 0x10_0000), "RESERVED"),
        NamedRange(PhysRange(0x7A9F_D000, 0x7B00_0000), "RAMSTAGE"),
        NamedRange(PhysRange(0x1_0000_0000, 0x1_8000_0000), "UNKNOWN!"),
    )


def test_maps_begin_with_row_0() -> None:
    rows = "\n".join(LOG.splitlines()[1:3])

    assert [m.lines for m in maps(f"{rows}\n{rows}\n")] == [(1, 2), (3, 4)]


def test_a_damaged_row_is_kept() -> None:
    [found] = maps(LOG.replace("9ffff: RAM", "9ff").replace("fffff: RES", "fffff RES"))

    assert [u.line for u in found.unread] == [3, 4]
    assert found.unread[0].text == "1. 0000000000001000-000000000009ff"


def test_a_range_that_ends_before_it_begins_is_damaged() -> None:
    [found] = maps(LOG.replace("0000000000001000-", "00000000000a1000-"))

    assert [u.line for u in found.unread] == [3]


def test_rows_of_other_tables_are_nothing() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        maps("  0000000000000000-000000000009ffff (prio 0, ram): pc.ram\n")


@settings(deadline=None)
@given(st.integers(0, len(LOG) - 1), st.binary(max_size=9))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    data = LOG.encode()
    for piece in (data[:at] + noise, data[:at] + noise + data[at:]):
        with suppress(InputError):
            found = coreboot_console.FORMAT.decode(piece).ranges
            assert sum(len(m.ranges) + len(m.unread) for m in found) <= 5
