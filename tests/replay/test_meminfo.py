"""/proc/meminfo and /proc/vmstat, against recordings of guests that were up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import efitool
from efitool.model.memmap import MemoryMap
from efitool.replay.meminfo import nr_unaccepted, unaccepted_kib
from efitool.replay.scenario import Usage
from tests.guests import MIB, guest, played

RECORDINGS = Path(__file__).parents[2] / "samples" / "recordings"


def shown(recording: str, name: str) -> int:
    """Return a line of a recording's /proc/meminfo, in KiB."""
    text = (RECORDINGS / recording / "meminfo.txt").read_text()
    found = re.search(rf"^{name}: +(\d+) kB$", text, re.MULTILINE)
    assert found
    return int(found[1])


def map_of(recording: str, name: str) -> MemoryMap:
    map = efitool.read(RECORDINGS / recording / name)
    assert isinstance(map, MemoryMap)
    return map


def test_recorded_guest() -> None:
    trace = played(map_of("linux-6.12-unaccepted", "map-at-exit.bin"))
    assert (
        unaccepted_kib(trace.final.parked.size)
        == shown("linux-6.12-unaccepted", "Unaccepted")
        == 790528
    )
    assert nr_unaccepted(trace.final.parked.size) == 197632


@pytest.mark.parametrize(
    ("ranges", "usage", "kib"),
    [
        (((0x8000000, 0x8400000), (0x10000000, 0x10A00000), (0x18000000, 0x20000000),
          (0x28000000, 0x30000000)), Usage(), 294912),
        (((0x10000000, 0x100E7000), (0x118E7000, 0x180E7000)), Usage(dma32=1), 102400),
        (((0x10001000, 0x11C01000),), Usage(dma32=1), 24576),
        (((0x11400000, 0x11643000), (0x13443000, 0x13A33000)), Usage(dma32=1), 4096),
    ],
)  # fmt: skip
def test_what_other_guests_showed(
    ranges: tuple[tuple[int, int], ...], usage: Usage, kib: int
) -> None:
    trace = played(guest(*ranges, size=1024 * MIB), usage=usage)
    assert unaccepted_kib(trace.final.parked.size) == kib
