"""/proc/iomem: nesting, hidden addresses, several lists, a recording."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, MalformedError
from efitool.formats import boot_params, guest_log, proc_iomem
from efitool.model.e820 import E820Type
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange, RangeSet

LINUX = Path(__file__).parents[2] / "samples/recordings/linux-6.12-unaccepted"
REAL = (LINUX / "iomem.txt").read_bytes()
RAM = "00001000-0009ffff : System RAM"
KERNEL = "  00002000-00002fff : Kernel code"
HIGH = "100000000-17fffffff : System RAM"


def lists(*lines: str) -> tuple[RangeList, ...]:
    return proc_iomem.FORMAT.decode("\n".join((*lines, "")).encode()).ranges


@pytest.mark.parametrize("prefix", ["", "[   12.345678] ", "root@guest: "])
def test_ranges_inside_others(prefix: str) -> None:
    [found] = lists(*(prefix + line for line in (RAM, KERNEL, "  " + KERNEL, HIGH + "\r")))

    assert found.ranges == (
        NamedRange(PhysRange(0x1000, 0xA_0000), "System RAM"),
        NamedRange(PhysRange(0x2000, 0x3000), "Kernel code", 1),
        NamedRange(PhysRange(0x2000, 0x3000), "Kernel code", 2),
        NamedRange(PhysRange(0x1_0000_0000, 0x1_8000_0000), "System RAM"),
    )
    assert (found.lines, found.unread) == ((1, 2, 3, 4), ())


def test_lists_part_where_addresses_begin_again_or_lines_are_between() -> None:
    found = lists(RAM, HIGH, RAM, KERNEL, *[""] * 5, HIGH)

    assert [(r.label, r.lines) for r in found] == [
        ("line 1", (1, 2)),
        ("line 3", (3, 4)),
        ("line 10", (10,)),
    ]


def test_a_damaged_row_is_kept() -> None:
    [found] = lists(RAM, "0x00a000-000bffff : PCI Bus", "000bffff-000a0000 : PCI Bus", HIGH)

    assert found.lines == (1, 4)
    assert [u.text for u in found.unread] == [
        "0x00a000-000bffff : PCI Bus",
        "000bffff-000a0000 : PCI Bus",
    ]


def test_hidden_addresses_tell_nothing() -> None:
    rows = b"00000000-00000000 : Reserved\n00000000-00000000 : System RAM\n"

    log = proc_iomem.FORMAT.decode(rows)

    [found] = log.illegible
    assert log.ranges == ()
    assert found.lines == ()
    assert [u.line for u in found.unread] == [1, 2]


@pytest.mark.parametrize("line", ["0000-0cf7 : PCI Bus 0000:00", "serial deadbeef : 12", "a : b"])
def test_other_lines_with_a_colon_are_no_rows(line: str) -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        lists(line)


def test_a_recording() -> None:
    [found] = guest_log.decode(REAL).ranges

    assert (found.format, len(found.ranges), found.unread) == ("proc-iomem", 46, ())
    assert found.ranges[26] == NamedRange(PhysRange(0x8000_0000, 0x803E_8000), "efifb", 2)
    ram = RangeSet(r.range for r in found.ranges if r.name == "System RAM" and not r.depth)
    page = boot_params.decode((LINUX / "boot_params.bin").read_bytes())
    usable = RangeSet(e.range for e in page.entries if e.type == E820Type.USABLE)
    assert ram == usable - RangeSet.of(PhysRange(0, 0x1000))


@settings(deadline=None)
@given(st.integers(0, len(REAL) - 1), st.binary(max_size=9))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    for data in (REAL[:at] + noise, REAL[:at] + noise + REAL[at:]):
        with suppress(InputError):
            found = proc_iomem.FORMAT.decode(data).ranges
            assert sum(len(r.ranges) + len(r.unread) for r in found) <= 47
