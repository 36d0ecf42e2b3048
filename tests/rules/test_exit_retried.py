"""Boot services are left at the second call."""

from __future__ import annotations

from efitool.rules.exit_retried import RULE
from tests.guests import FIRMWARE, KERNEL, MIB, guest, played
from tests.traces import broken

GUEST = guest((16 * MIB, 32 * MIB))
ACCEPTS = FIRMWARE._replace(accepts_at_exit=True)
SILENT = KERNEL._replace(calls_protocol=False)


def test_silent() -> None:
    assert broken(RULE, played(GUEST, firmware=ACCEPTS)) == []
    assert broken(RULE, played(GUEST, stale_keys=2)) == []


def test_fails() -> None:
    assert broken(RULE, played(GUEST, firmware=ACCEPTS, kernel=SILENT)) == [
        ("step 13", "ExitBootServices() works at call 2: firmware accepts 16384 KiB in the first")
    ]
    assert broken(RULE, played(guest(), stale_keys=1)) == [
        ("step 11", "ExitBootServices() works at call 2: the map had changed")
    ]
