"""The map and an ACPI object have the same memory."""

from __future__ import annotations

from efitool.replay.scenario import AcpiMemory
from efitool.rules.double_claim import RULE
from tests.guests import FIRMWARE, MIB, guest, played
from tests.traces import broken

GUEST = guest((16 * MIB, 32 * MIB))


def test_silent() -> None:
    instead = FIRMWARE._replace(acpi=AcpiMemory.INSTEAD)

    assert broken(RULE, played(GUEST, firmware=instead)) == []


def test_fails() -> None:
    both = FIRMWARE._replace(acpi=AcpiMemory.AS_WELL)

    [(_, message)] = broken(RULE, played(GUEST, firmware=both))
    assert message == (
        "0x1000000-0x2000000: the map has it as unaccepted, and an ACPI object has it too"
    )
