"""A table that says nothing."""

from __future__ import annotations

from efitool.rules.table_left_empty import RULE
from tests.guests import FIRMWARE, KERNEL, MIB, guest, played
from tests.traces import broken

GUEST = guest((16 * MIB, 32 * MIB))
ACCEPTS = FIRMWARE._replace(accepts_at_exit=True)
SILENT = KERNEL._replace(calls_protocol=False)


def test_silent() -> None:
    old = SILENT._replace(handles_unaccepted=False)

    assert broken(RULE, played(GUEST, firmware=ACCEPTS)) == []
    assert broken(RULE, played(GUEST, firmware=ACCEPTS, kernel=old)) == []
    assert broken(RULE, played(GUEST, firmware=FIRMWARE._replace(accepted_below=1 << 64))) == []


def test_fails() -> None:
    assert broken(RULE, played(GUEST, firmware=ACCEPTS, kernel=SILENT)) == [
        ("step 5", "nothing is marked in the table: firmware accepts 16384 KiB later")
    ]
