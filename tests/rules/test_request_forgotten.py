"""A request that firmware does not keep."""

from __future__ import annotations

from efitool.replay.scenario import Indications
from efitool.rules.request_forgotten import RULE
from tests.guests import FIRMWARE, KERNEL, MIB, guest, played
from tests.traces import broken

GUEST = guest((16 * MIB, 32 * MIB))
KEEPS = FIRMWARE._replace(indications=Indications())
FORGETS = FIRMWARE._replace(indications=Indications(volatile=True))
DELETES = FIRMWARE._replace(indications=Indications(supported=False))


def test_silent() -> None:
    old = KERNEL._replace(handles_unaccepted=False)

    assert broken(RULE, played(GUEST)) == []
    assert broken(RULE, played(GUEST, firmware=KEEPS)) == []
    assert broken(RULE, played(GUEST, firmware=FORGETS, kernel=old)) == []
    assert broken(RULE, played(GUEST, firmware=FORGETS, earlier=(old,))) == []


def test_fails() -> None:
    assert broken(RULE, played(GUEST, firmware=FORGETS)) == [
        ("step 35", "the kernel asks again for what it asked for at step 17")
    ]
    assert len(broken(RULE, played(GUEST, firmware=DELETES))) == 1
