"""What all tables of firmware and loaders share: parting, damage, and arithmetic at the ends."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError
from efitool.formats import _tables, guest_log
from efitool.formats._log_scan import Row
from efitool.model.memmap import MemoryDescriptor, MemoryMap, Unread

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"
TOP = (1 << 64) - 1
TABLES = [
    b"Available  0000000000100000-00000000007FFFFF 0000000000000700 000000000000000F\n",
    b'MemoryMap,"Available","100000","7FFFFF","700","F"\n',
    b"conv-mem  0000000000100000-00000000007fffff 00000700      7MiB UC WC WT WB\n",
    b"base_addr = 0x100000, length = 0x700000, available RAM\n",
    b"RUNTIME DATA     000000007dcb7000-000000007dcb8000 WB|RT\n",
    b"(XEN)  0000000100000-00000007fffff type=7 attr=000000000000000f\n",
    b"(XEN)  [0000000000100000, 00000000007fffff] (usable)\n",
    b"     ConventionalMemory 000000100000 000000000000 00000700 UC WC WT WB \n",
]


def rows(*lines: tuple[int, str]) -> list[Row]:
    return [Row(line, "", (text, "end" if text == "end" else "")) for line, text in lines]


def test_rows_with_a_pager_between_are_of_one_table_and_more_is_not() -> None:
    found = list(_tables.parts(rows((1, "a"), (2, "b"), (5, "c"), (9, "d"))))

    assert [[row.line for row in part] for part in found] == [[1, 2, 5], [9]]


def test_a_heading_begins_a_table_and_a_total_ends_it() -> None:
    lines = rows((1, "a"), (2, "end"), (3, "b"))

    below = list(_tables.parts(lines, _tables.near_below))
    above = list(_tables.parts(lines, _tables.near_above))

    assert [[row.line for row in part] for part in below] == [[1], [2, 3]]
    assert [[row.line for row in part] for part in above] == [[1, 2], [3]]


def test_damaged_rows_count_beside_others_only() -> None:
    damaged, good = rows((1, "?"), (2, "7"))

    alone = _tables.table([damaged], lambda text: int(text) if text.isdecimal() else None)
    both = _tables.table([damaged, good], lambda text: int(text) if text.isdecimal() else None)

    assert alone is None
    assert both is not None
    assert (both.entries, both.lines, both.unread) == ((7,), (2,), (Unread(1, "?"),))
    assert both.label == "line 1"


@pytest.mark.parametrize(
    ("start", "last", "pages"),
    [
        (0, 0xFFF, 1),
        (0x1000, 0xFFF, 0),
        (0, TOP, 0),
        (0x1000, TOP, (1 << 52) - 1),
        (0, 0xFFE, None),
        (0x2000, 0xFFF, None),
    ],
)
def test_pages_up_to_a_last_address(start: int, last: int, pages: int | None) -> None:
    assert _tables.pages_to(start, last) == pages


def test_pages_and_a_last_address_agree() -> None:
    assert _tables.ends_at(0x1000, 2, 0x2FFF)
    assert _tables.ends_at(0, 0, TOP)
    assert not _tables.ends_at(0x1000, 2, 0x3FFF)


def test_reserved_memory_and_devices_are_not_in_the_total_and_unaccepted_memory_is() -> None:
    map = MemoryMap("x", "x", tuple(MemoryDescriptor(t, 0, None, 1, 0) for t in range(17)))

    assert not list(_tables.disagreement(map, 9, 13 * 4096))
    assert list(_tables.disagreement(map, 9, 13 * 4096 + 1)) == [
        (9, "a total of 53249 bytes, of which 53248 were read")
    ]


@pytest.mark.parametrize("row", TABLES)
def test_each_row_is_of_one_form_alone(row: bytes) -> None:
    log = guest_log.decode(b"grub> ls\n" + row * 2)

    found = [(m.lines, m.unread) for m in log.maps] + [(t.lines, t.unread) for t in log.e820]
    assert found == [((2, 3), ())]


SIGNS = [
    ("Type       Start            End              # Pages          Attributes", 0),
    ("Type      Physical start  - end             #Pages        Size Attributes", 2),
    ("RUNTIME DATA     000000007dcb8000-000000007dcb9000 WB|RT", 4),
    ("                   Type     Physical      Virtual   #Pages Attr", 7),
]


@pytest.mark.parametrize(("sign", "row"), SIGNS)
def test_a_table_in_the_middle_of_a_log_in_which_others_are(sign: str, row: int) -> None:
    noise = b"systemd[1]: Started something.\n" * 20_000
    linux = (RECORDINGS / "linux-6.12/serial.log").read_bytes()

    log = guest_log.decode(linux + noise + sign.encode() + b"\n" + TABLES[row] + noise + linux)

    assert len(log.maps) == 7


@pytest.mark.parametrize("row", TABLES)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_prefix_and_any_damage(row: bytes, data: st.DataObject) -> None:
    whole = row * 3
    at = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=3))
    for damaged in (whole[:at], whole[:at] + noise + whole[at + len(noise) :]):
        with suppress(InputError):
            log = guest_log.decode(damaged)
            for map in log.maps:
                assert 0 < len(map.descriptors) == len(map.lines)
