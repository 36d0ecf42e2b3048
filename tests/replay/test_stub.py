"""The EFI stub of each version, and how it fails."""

from __future__ import annotations

import pytest

from efitool.model.unaccepted import UnacceptedTable
from efitool.replay import events as ev
from efitool.replay import replay
from efitool.replay.scenario import Platform
from tests.boots import GIB, MIB, boot, exits, guest, halt, scenario, transcript
from tests.maps import descriptor, memory_map

HIGH = guest((4 * GIB, 6 * GIB))


def test_linux_6_1_asks_for_sizes_and_drops_what_it_does_not_know() -> None:
    trace = boot(HIGH, "edk2-tdx", "linux-6.1")
    assert transcript(trace) == [
        "stub GetMemoryMap EFI_BUFFER_TOO_SMALL",
        "stub GetMemoryMap EFI_BUFFER_TOO_SMALL",
        "stub AllocatePool EFI_SUCCESS",
        "stub InstallConfigurationTable EFI_SUCCESS",
        "stub GetMemoryMap EFI_SUCCESS",
        "firmware BeforeExitBootServices",
        "stub ExitBootServices EFI_SUCCESS",
        "stub SetupE820",
        "stub EnterKernel",
    ]
    assert [e.end for e in trace.final.e820 if e.type == 1] == [0xA0000, 2 * GIB]


@pytest.mark.parametrize(("kernel", "frees"), [("linux-6.12", True), ("linux-7.2", False)])
def test_linux_since_6_5(kernel: str, frees: bool) -> None:
    assert transcript(boot(HIGH, "edk2-sev-snp", kernel)) == [
        "stub LocateProtocol EFI_SUCCESS",
        "stub AllowUnacceptedMemory EFI_SUCCESS",
        "stub GetMemoryMap EFI_BUFFER_TOO_SMALL",
        "stub AllocatePool EFI_SUCCESS",
        "stub GetMemoryMap EFI_SUCCESS",
        "stub AllocatePool EFI_SUCCESS",
        "stub InstallTable 0x100000000 128",
        *(["stub FreePool EFI_SUCCESS"] if frees else []),
        "stub GetMemoryMap EFI_BUFFER_TOO_SMALL",
        "stub AllocatePool EFI_SUCCESS",
        "stub InstallConfigurationTable EFI_SUCCESS",
        "stub GetMemoryMap EFI_SUCCESS",
        "firmware BeforeExitBootServices",
        "stub ExitBootServices EFI_SUCCESS",
        "stub Mark 0x100000000-0x180000000",
        "stub SetupE820",
        "stub EnterKernel",
    ]


@pytest.mark.parametrize(("kernel", "type"), [("linux-6.5", 2), ("linux-6.6", 9)])
def test_where_the_table_lies(kernel: str, type: int) -> None:
    calls = [s.event for s in boot(HIGH, "edk2-tdx", kernel).steps]
    before = calls[[isinstance(e, ev.InstallTable) for e in calls].index(True) - 1]
    assert isinstance(before, ev.Call)
    assert before.detail == (("type", type), ("size", 24 + 128))


def test_the_table_stays_behind_empty() -> None:
    trace = boot(HIGH, "accept-all-no-protocol", "linux-6.12")
    assert exits(trace) == ["EFI_INVALID_PARAMETER", "EFI_SUCCESS"]
    assert trace.final.table is not None
    assert trace.final.table.marked == 0


def test_a_second_stale_key_is_the_end() -> None:
    trace = replay(HIGH, scenario("edk2-tdx", "linux-7.2")._replace(stale_keys=2))
    assert exits(trace) == ["EFI_INVALID_PARAMETER"] * 2
    assert halt(trace) == "EFI stub: ERROR: exit_boot() failed! (EFI_INVALID_PARAMETER)"


def test_a_table_of_a_version_that_is_not_known() -> None:
    table = UnacceptedTable(2, 2 * MIB, 4 * GIB, bytes(128))
    trace = replay(HIGH, scenario("edk2-tdx", "linux-7.2")._replace(table=table))
    assert transcript(trace)[-2:] == [
        "stub Print EFI stub: ERROR: Unknown version of unaccepted memory table",
        "stub Halt EFI stub: ERROR: exit_boot() failed! (EFI_UNSUPPORTED)",
    ]


def test_a_table_for_addresses_that_lie() -> None:
    map = memory_map(descriptor(15), descriptor(15, start=1 << 60))
    trace = boot(map, "protocol-phased-out", "linux-7.2")
    assert "stub Print EFI stub: ERROR: Failed to allocate unaccepted memory config table" in (
        transcript(trace)
    )
    assert halt(trace) == "EFI stub: ERROR: exit_boot() failed! (EFI_OUT_OF_RESOURCES)"


def test_a_region_above_the_table_that_was_there_is_a_fault() -> None:
    """The kernel's own code accepts the hole before it, and writes outside of the table."""
    map = memory_map(
        descriptor(7, start=4 * GIB, pages=4 * GIB >> 12),
        descriptor(15, start=8 * GIB, pages=64 * MIB >> 12),
    )
    table = UnacceptedTable(1, 2 * MIB, 4 * GIB, bytes(1))
    played = scenario("edk2-tdx", "linux-7.2")._replace(table=table, platform=Platform.TDX)
    trace = replay(map, played)
    assert "stub Accept 0x101000000-0x204000000" in transcript(trace)
    assert trace.final.table is not None
    assert trace.final.table.marked == 0
    assert [f.id for f in trace.faults] == ["accepted-twice", "mark-outside-table"]
    assert trace.faults[-1].fatal


@pytest.mark.parametrize(
    ("kernel", "descriptors", "sizes"),
    [
        ("linux-6.1", 120, [40 + 48 * 128]),
        ("linux-6.1", 121, [16 + 20, 40 + 48 * 129]),
        ("linux-7.2", 96, [40 + 48 * 128, 40 + 48 * 128]),
        ("linux-7.2", 97, [40 + 48 * 129, 16 + 20, 40 + 48 * 129]),
    ],
)
def test_room_for_more_entries(kernel: str, descriptors: int, sizes: list[int]) -> None:
    map = memory_map(*(descriptor(4 if n % 2 else 9, start=n << 12) for n in range(descriptors)))
    assert sizes == [
        dict(s.event.detail)["size"]
        for s in boot(map, "edk2-tdx", kernel).steps
        if isinstance(s.event, ev.Call) and s.event.service == "AllocatePool"
    ]


def test_a_stub_that_does_not_retry() -> None:
    played = scenario("accept-all-no-protocol", "linux-7.2")
    hasty = played._replace(kernel=played.kernel._replace(retries_exit=False))
    assert exits(replay(HIGH, hasty)) == ["EFI_INVALID_PARAMETER"]
