"""A loader that gives up."""

from __future__ import annotations

from efitool.replay.scenario import Path
from efitool.rules.exit_retry_missing import RULE
from tests.guests import FIRMWARE, KERNEL, MIB, guest, memory, played
from tests.maps import memory_map
from tests.traces import broken

GUEST = guest((16 * MIB, 32 * MIB))
ACCEPTS = FIRMWARE._replace(accepts_at_exit=True)
LOADER = KERNEL._replace(path=Path.LOADER, calls_protocol=False)
GIVES_UP = LOADER._replace(retries_exit=False)


def test_silent() -> None:
    assert broken(RULE, played(GUEST, firmware=ACCEPTS, kernel=LOADER)) == []
    assert broken(RULE, played(GUEST, kernel=GIVES_UP)) == []
    assert broken(RULE, played(GUEST, kernel=LOADER, stale_keys=2)) == []


def test_a_second_call_would_fail_too() -> None:
    runtime = memory(16 * MIB, 16 * MIB + 0x1000, 6, 0x8000_0000_0000_000F)
    firmware = FIRMWARE._replace(runtime_granularity=0x10000)
    trace = played(memory_map(memory(0, 16 * MIB), runtime), firmware=firmware, kernel=GIVES_UP)

    assert trace.final.phase == "halted"
    assert broken(RULE, trace) == []


def test_fails() -> None:
    assert broken(RULE, played(GUEST, firmware=ACCEPTS, kernel=GIVES_UP)) == [
        ("step 7", "the map has changed (firmware accepted 16384 KiB), and nobody calls again")
    ]
    assert broken(RULE, played(guest(), kernel=GIVES_UP, stale_keys=1)) == [
        ("step 5", "the map has changed, and nobody calls again")
    ]
