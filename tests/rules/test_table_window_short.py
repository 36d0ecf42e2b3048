"""A table that does not reach."""

from __future__ import annotations

from efitool.model.unaccepted import UnacceptedTable
from efitool.rules.table_window_short import RULE
from tests.guests import KERNEL, MIB, guest, played
from tests.traces import broken

GUEST = guest((16 * MIB, 48 * MIB))
SHORT = UnacceptedTable(1, 2 * MIB, 20 * MIB, bytes(1))
MESSAGE = (
    "the table stands for 0x1400000-0x2400000, and not for 0x1000000-0x1400000, 0x2400000-0x3000000"
)


def test_silent() -> None:
    whole = UnacceptedTable(1, 2 * MIB, 16 * MIB, bytes(2))
    old = KERNEL._replace(handles_unaccepted=False)

    assert broken(RULE, played(GUEST)) == []
    assert broken(RULE, played(GUEST, table=whole)) == []
    assert broken(RULE, played(GUEST, table=SHORT, kernel=old)) == []
    assert broken(RULE, played(GUEST, table=SHORT._replace(version=2))) == []


def test_fails() -> None:
    assert broken(RULE, played(GUEST, table=SHORT)) == [
        ("step 11", MESSAGE),
    ]
