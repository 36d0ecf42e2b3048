"""What a guest was given, and what it takes for usable."""

from __future__ import annotations

from efitool.model.e820 import E820Entry, E820Type
from efitool.model.ranges import PhysRange, RangeSet
from efitool.rules._trace_memory import given, usable
from tests.guests import FIRMWARE, MIB, guest, played


def test_only_one_type_is_usable() -> None:
    table = (E820Entry(0, 8, E820Type.USABLE), E820Entry(8, 16, E820Type.RESERVED))

    assert usable(table) == RangeSet.of(PhysRange(0, 8))


def test_what_firmware_accepts_was_given() -> None:
    trace = played(guest((16 * MIB, 32 * MIB)), firmware=FIRMWARE._replace(accepted_below=1 << 64))

    assert given(trace) == RangeSet.of(PhysRange(16 * MIB, 32 * MIB))
