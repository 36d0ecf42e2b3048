"""QEMU's monitor: flat and nested address spaces, damaged rows, and noise."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, MalformedError
from efitool.formats import guest_log, qemu_mtree
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

FLAT = """\
(qemu) info mtree -f
FlatView #0
 AS "I/O", root: io
 Root memory region: io
  0000000000000000-0000000000000007 (prio 0, i/o): dma-chan

FlatView #1
 AS "memory", root: system
 AS "cpu-memory-0", root: system
 Root memory region: system
  0000000000000000-000000000009ffff (prio 0, ram): pc.ram
  0000000000100000-000000007fffffff (prio 0, ram): pc.ram @0000000000100000 KVM
  00000000fee00000-00000000feefffff (prio 4096, i/o): apic-msi
  00000000ffc84000-00000000ffffffff (prio -1, romd): system.flash0

FlatView #2
 AS "none", root: (none)
 Root memory region: (none)
  No rendered FlatView
"""
TREE = """\
address-space: memory
  0000000000000000-ffffffffffffffff (prio 0, i/o): system
    0000000000000000-000000007fffffff (prio 0, ram): alias ram-below-4g \
@pc.ram 0000000000000000-000000007fffffff
    00000000000a0000-00000000000bffff (prio 1, i/o): smram-region [disabled]

memory-region: pc.ram
  0000000000000000-00000000bfffffff (prio 0, ram): pc.ram
"""


def spaces(text: str) -> tuple[RangeList, ...]:
    return qemu_mtree.FORMAT.decode(text.encode()).ranges


def test_flat_views() -> None:
    io, memory = spaces(FLAT.replace("\n", "\r\n"))

    assert [(io.label, io.lines), (memory.label, memory.lines)] == [
        ("io, line 5", (5,)),
        ("system, line 11", (11, 12, 13, 14)),
    ]
    assert memory.ranges == (
        NamedRange(PhysRange(0, 0xA_0000), "ram: pc.ram"),
        NamedRange(PhysRange(0x10_0000, 0x8000_0000), "ram: pc.ram @0000000000100000 KVM"),
        NamedRange(PhysRange(0xFEE0_0000, 0xFEF0_0000), "i/o: apic-msi"),
        NamedRange(PhysRange(0xFFC8_4000, 0x1_0000_0000), "romd: system.flash0"),
    )


def test_a_tree() -> None:
    memory, ram = spaces(TREE)

    assert [r.depth for r in memory.ranges] == [0, 1, 1]
    assert memory.ranges[0] == NamedRange(PhysRange(0, 1 << 64), "i/o: system")
    assert memory.ranges[2].name == "i/o: smram-region [disabled]"
    assert (memory.label, ram.label) == ("memory, line 2", "pc.ram, line 7")


def test_a_damaged_row_is_kept() -> None:
    [io, memory] = spaces(
        FLAT.replace("00feefffff", "00fee").replace("(prio -1, romd)", "(prio -1")
    )

    assert (io.unread, memory.lines) == ((), (11, 12))
    assert [u.line for u in memory.unread] == [13, 14]
    assert memory.unread[1].text == "  00000000ffc84000-00000000ffffffff (prio -1: system.flash0"


def test_regions_without_a_heading() -> None:
    [found] = spaces(FLAT.splitlines()[4])

    assert found.label == "line 1"


def test_headings_alone_are_nothing() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        spaces("address-space: memory\n")


def test_it_is_found_in_a_text() -> None:
    assert [r.format for r in guest_log.decode(FLAT.encode()).ranges] == ["qemu-mtree"] * 2


@settings(deadline=None)
@given(st.integers(0, len(TREE) - 1), st.binary(max_size=9))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    data = TREE.encode()
    for piece in (data[:at] + noise, data[:at] + noise + data[at:]):
        with suppress(InputError):
            found = qemu_mtree.FORMAT.decode(piece).ranges
            assert sum(len(r.ranges) + len(r.unread) for r in found) <= 5
