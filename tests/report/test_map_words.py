"""One line of a map, a table, many entries."""

from __future__ import annotations

from efitool.report._map_words import bits, contents, count
from efitool.report.map_summary import summarize
from tests.report.records import LOG, MAP


def test_contents() -> None:
    rounded = MAP._replace(exact=False, descriptor_size=48, descriptors=MAP.descriptors[:1])

    assert contents(MAP, summarize(MAP)) == ("3 descriptors, 2.6 MiB of memory, 2.0 MiB unaccepted")
    assert contents(rounded, summarize(rounded)) == (
        "1 descriptor of 48 bytes, 640.0 KiB of memory, sizes rounded"
    )


def test_bits_and_counts() -> None:
    [table] = LOG.unaccepted_tables

    assert bits(table) == ("4.0 MiB unaccepted in 0x100000000-0x101000000, 8 units of 2.0 MiB")
    assert [count(()), count((1,)), count((1, 2))] == ["0 entries", "1 entry", "2 entries"]
