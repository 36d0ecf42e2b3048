"""Text may be a part of a map, a buffer is all of it."""

from __future__ import annotations

from efitool.model.findings import Severity
from efitool.model.memmap import Unread
from efitool.rules import judge_map
from efitool.rules.map_excerpt import check
from tests.maps import descriptor, memory_map

PART = memory_map(descriptor(4), descriptor(7, start=0x2000))._replace(lines=(1, 2))
TOO_LITTLE = "it has 8 KiB for an operating system"


def test_fails_on_a_few_lines() -> None:
    assert list(check(PART)) == [(None, f"{TOO_LITTLE}: is it all of the map?")]
    assert [f.rule for f in judge_map(PART) if f.severity > Severity.NOTE] == ["map-excerpt"]


def test_silent_where_there_is_enough() -> None:
    enough = memory_map(descriptor(7, pages=64 << 8))._replace(lines=(1,))

    assert list(check(enough)) == []


def test_silent_of_buffers_and_where_lines_were_lost() -> None:
    assert list(check(PART._replace(lines=()))) == []
    assert list(check(PART._replace(unread=(Unread(7, "efi: mem"),)))) == []
