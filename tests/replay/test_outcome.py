"""What a replay came to."""

from __future__ import annotations

from efitool.model.memmap import MemoryMap
from efitool.model.unaccepted import UnacceptedTable
from efitool.replay import replay
from efitool.replay.events import Actor
from efitool.replay.outcome import Loss, Outcome, Result, result
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import (
    AcceptMemory,
    AcpiMemory,
    FirmwareProfile,
    KernelProfile,
    Platform,
    Request,
    Scenario,
    Until,
)
from tests.maps import descriptor, memory_map

MIB = 1 << 20
LEAVES = FirmwareProfile("leaves", "", "", protocol=True)
ACCEPTS_AT_EXIT = LEAVES._replace(protocol=False, accepts_at_exit=True)
KNOWS = KernelProfile("knows", "", "")
KNOWS_NOTHING = KNOWS._replace(handles_unaccepted=False, calls_protocol=False)
NO_RETRY = KNOWS_NOTHING._replace(retries_exit=False)
GUEST = memory_map(
    descriptor(7, start=0, pages=256 * MIB >> 12),
    descriptor(15, start=256 * MIB, pages=768 * MIB >> 12),
)


LIKE = Scenario(LEAVES, KNOWS, Platform.SEV_SNP)


def play(
    firmware: FirmwareProfile, kernel: KernelProfile, map: MemoryMap = GUEST, like: Scenario = LIKE
) -> Result:
    return result(replay(map, like._replace(firmware=firmware, kernel=kernel)))


def test_a_kernel_that_knows_leaves_memory_for_later() -> None:
    found = play(LEAVES, KNOWS)

    assert (found.outcome, found.stop, found.loss) == (Outcome.BOOTS, None, None)
    assert (found.given, found.usable, found.lost) == (768 * MIB, 1024 * MIB, 0)
    assert found.unaccepted == 768 * MIB
    assert found.exit_boot_services_calls == 1


def test_proc_meminfo_counts_the_block_in_front() -> None:
    assert play(LEAVES, KNOWS).shown >> 10 == 790528


def test_a_kernel_that_knows_nothing_loses_what_firmware_leaves() -> None:
    found = play(LEAVES, KNOWS_NOTHING)

    assert (found.outcome, found.loss) == (Outcome.BOOTS_SHORT, Loss.DROPPED)
    assert (found.usable, found.lost, found.unaccepted) == (256 * MIB, 768 * MIB, 768 * MIB)


def test_and_loses_nothing_where_firmware_accepts_all() -> None:
    found = play(ACCEPTS_AT_EXIT, KNOWS_NOTHING)

    assert found.outcome is Outcome.BOOTS
    assert (found.usable, found.lost, found.unaccepted) == (1024 * MIB, 0, 0)
    assert found.accepted[Actor.FIRMWARE] == 768 * MIB
    assert found.exit_boot_services_calls == 2


def test_a_loader_that_does_not_try_again_stops() -> None:
    found = play(ACCEPTS_AT_EXIT, NO_RETRY)

    assert found.outcome is Outcome.FAILS
    assert found.stop == "EFI stub: ERROR: exit_boot() failed! (EFI_INVALID_PARAMETER)"
    assert (found.usable, found.lost) == (0, 0)
    assert found.exit_boot_services_calls == 1


def test_eager_acceptance() -> None:
    found = play(LEAVES, KNOWS, like=LIKE._replace(accept_memory=AcceptMemory.EAGER))

    assert (found.outcome, found.unaccepted) == (Outcome.BOOTS, 0)
    assert found.accepted[Actor.KERNEL] == 768 * MIB


def test_special_purpose_memory_makes_the_kernel_reserve_what_is_unaccepted() -> None:
    special = descriptor(7, 0xF | 1 << 18, start=2048 * MIB, pages=16 * MIB >> 12)
    found = play(LEAVES, KNOWS, GUEST._replace(descriptors=(*GUEST.descriptors, special)))

    assert (found.outcome, found.loss) == (Outcome.BOOTS_SHORT, Loss.RESERVED)
    assert (found.usable, found.lost) == (256 * MIB, 768 * MIB)


def test_memory_that_an_old_kernel_adds_without_accepting_it_is_lost() -> None:
    found = play(LEAVES._replace(acpi=AcpiMemory.AS_WELL), KNOWS_NOTHING)

    assert (found.outcome, found.loss) == (Outcome.BOOTS_SHORT, Loss.UNMARKED)
    assert (found.usable, found.lost, found.unaccepted) == (256 * MIB, 768 * MIB, 768 * MIB)


def test_what_a_table_that_was_there_cannot_mark_is_accepted() -> None:
    found = play(
        LEAVES,
        KNOWS,
        memory_map(descriptor(7, start=0, pages=16), descriptor(15, start=4 * MIB, pages=512)),
        LIKE._replace(table=UnacceptedTable(1, 2 * MIB, 0, bytes(1))),
    )

    assert (found.outcome, found.lost, found.accepted[Actor.STUB]) == (Outcome.BOOTS, 0, 2 * MIB)


def test_a_guest_that_touches_what_is_unaccepted_stops() -> None:
    found = play(LEAVES, KNOWS, like=LIKE._replace(requests=(Request("touch", 512 * MIB, 4096),)))

    assert found.outcome is Outcome.FAILS
    assert found.stop is not None
    assert found.stop.startswith("0x20000000-0x20001000: ")
    assert found.faults == 1


def test_no_memory_is_unaccepted() -> None:
    found = play(LEAVES, KNOWS, memory_map(descriptor(7, start=0, pages=16)))

    assert (found.outcome, found.given, found.usable) == (Outcome.BOOTS, 0, 16 * 4096)


def test_an_empty_map() -> None:
    found = play(LEAVES, KNOWS, memory_map())

    assert (found.given, found.usable, found.unaccepted, found.lost) == (0, 0, 0, 0)


def test_as_far_as_was_played() -> None:
    found = play(LEAVES, KNOWS, like=LIKE._replace(until=Until.EXIT_BOOT_SERVICES))

    assert (found.outcome, found.usable) == (Outcome.BOOTS, 0)


def test_many_ranges() -> None:
    """Every second of them is firmware's; a kernel that knows nothing loses the others."""
    ranges = (descriptor(15 - 8 * (n % 2), start=n * 4 * MIB, pages=1024) for n in range(64))
    map = memory_map(*ranges)

    assert play(LEAVES, KNOWS_NOTHING, map).lost == 32 * 4 * MIB
    found = play(LEAVES, KNOWS, map, LIKE._replace(until=Until.KERNEL_ENTRY))
    assert (found.lost, found.usable, found.unaccepted) == (0, 256 * MIB, 128 * MIB)


def test_of_several_boots_the_last_counts() -> None:
    found = play(FIRMWARE["osindications"], KERNELS["linux-7.2"])

    assert (found.unaccepted, found.exit_boot_services_calls) == (768 * MIB, 1)
