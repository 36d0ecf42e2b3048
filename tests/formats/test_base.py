"""The seam to construct."""

from __future__ import annotations

import pytest
from construct import Int8ul, Int32ul, Struct

from efitool.errors import MalformedError
from efitool.formats._base import parse

PAIR = Struct("first" / Int8ul, "second" / Int32ul)


def test_it_parses_at_an_offset() -> None:
    assert parse("pair", PAIR, b"\xff\x01\x02\0\0\0", 1).second == 2


def test_short_data_names_format_field_and_offset() -> None:
    with pytest.raises(MalformedError, match="pair: second at 0x7") as e:
        parse("pair", PAIR, bytes(9), 7)
    assert (e.value.format, e.value.field, e.value.offset) == ("pair", "second", 7)
