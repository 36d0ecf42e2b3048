"""The unaccepted table's bits and the ranges they stand for."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.model.ranges import PhysRange
from efitool.model.unaccepted import UnacceptedTable


def test_bits_are_units() -> None:
    table = UnacceptedTable(1, 2 << 20, 0x1000_0000, b"\x06\x80")

    assert list(table.marked) == [
        PhysRange(0x1020_0000, 0x1060_0000),
        PhysRange(0x11E0_0000, 0x1200_0000),
    ]
    assert table.window == PhysRange(0x1000_0000, 0x1200_0000)


@settings(deadline=None)
@given(st.binary(max_size=12))
def test_every_bit_counts(bitmap: bytes) -> None:
    marked = UnacceptedTable(1, 1, 100, bitmap).marked

    bits = {
        100 + 8 * n + bit for n, byte in enumerate(bitmap) for bit in range(8) if byte >> bit & 1
    }
    assert {a for r in marked for a in range(r.start, r.end)} == bits
