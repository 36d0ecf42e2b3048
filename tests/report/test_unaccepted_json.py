"""The table as an object."""

from __future__ import annotations

from efitool.report import unaccepted_json
from tests.report.test_unaccepted_text import FILE, MAP


def test_without_a_map() -> None:
    [table] = unaccepted_json.told(FILE, None)["tables"]

    assert table["map"] is None
    assert table["unaccepted_bytes"] == 4 << 20


def test_ranges_are_half_open() -> None:
    told = unaccepted_json.told(FILE, MAP)

    assert told["tables"][0]["map"]["outside_ranges"] == [["0x800000", "0x1000000"]]
    assert told["tables"][0]["map"]["elsewhere_ranges"] == [["0x1400000", "0x1600000"]]
    assert told["map"] == {"format": "test", "label": "\x1b[31m"}
