"""A second map into too little room."""

from __future__ import annotations

from efitool.replay.scenario import Path
from efitool.rules.exit_buffer_reused import RULE
from tests.guests import FIRMWARE, KERNEL, MIB, memory, played
from tests.maps import memory_map
from tests.traces import broken

GUEST = memory_map(memory(0, 8 * MIB), memory(16 * MIB, 32 * MIB, 15), memory(48 * MIB, 64 * MIB))
ACCEPTS = FIRMWARE._replace(accepts_at_exit=True, bins=frozenset({7}))
TIGHT = KERNEL._replace(path=Path.LOADER, calls_protocol=False, reuses_size=True)


def test_silent() -> None:
    roomy = TIGHT._replace(reuses_size=False)

    assert broken(RULE, played(GUEST, firmware=ACCEPTS, kernel=roomy)) == []
    assert broken(RULE, played(GUEST, kernel=TIGHT)) == []


def test_fails() -> None:
    assert broken(RULE, played(GUEST, firmware=ACCEPTS, kernel=TIGHT)) == [
        ("step 8", "the map needs 240 bytes now, and the buffer is smaller")
    ]
