"""Memory that the kernel never sees."""

from __future__ import annotations

from efitool.replay.scenario import AcpiMemory, Path
from efitool.rules.memory_dropped import RULE
from tests.guests import FIRMWARE, KERNEL, MIB, guest, memory, played
from tests.maps import memory_map
from tests.traces import broken

GUEST = guest((16 * MIB, 18 * MIB), (32 * MIB, 48 * MIB))
MESSAGE = (
    "the kernel never sees 18432 KiB of unaccepted memory: 0x1000000-0x1200000, 0x2000000-0x3000000"
)


def test_silent() -> None:
    assert broken(RULE, played(GUEST)) == []
    assert broken(RULE, played(GUEST, firmware=FIRMWARE._replace(acpi=AcpiMemory.INSTEAD))) == []
    assert broken(RULE, played(GUEST, add_efi_memmap=True)) == []


def test_fails() -> None:
    old = KERNEL._replace(handles_unaccepted=False)

    assert broken(RULE, played(GUEST, kernel=old)) == [("step 12", MESSAGE)]
    [(_, message)] = broken(RULE, played(GUEST, kernel=old._replace(path=Path.XEN)))
    assert message == MESSAGE


def test_an_object_that_the_kernel_does_not_add() -> None:
    lies = memory_map(
        memory(0, 18 * MIB), memory(16 * MIB, 32 * MIB, 15), memory(64 * MIB, 80 * MIB, 15)
    )
    instead = FIRMWARE._replace(acpi=AcpiMemory.INSTEAD)

    [(_, message)] = broken(RULE, played(lies, firmware=instead))
    assert message.endswith("14336 KiB of unaccepted memory: 0x1200000-0x2000000")
