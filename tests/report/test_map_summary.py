"""Sums, against the shell's own."""

from __future__ import annotations

import struct
from pathlib import Path

from efitool.formats import memmap_raw
from efitool.report.map_summary import summarize

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"


def test_a_real_map() -> None:
    data = (RECORDINGS / "linux-6.12-unaccepted/map-at-exit.bin").read_bytes()
    pages = list(struct.iter_unpack("<I4xQQQQ8x", data))

    summary = summarize(memmap_raw.decode(data))

    assert summary.total == sum(row[3] for row in pages) * 4096
    assert summary.memory == sum(row[3] for row in pages if row[0] not in (0, 8, 11, 12)) * 4096
    assert summary.named["EfiUnacceptedMemoryType"] == 768 << 20
    assert summary.unaccepted.size == 768 << 20
    assert list(summary.by_type) == sorted(summary.by_type)
