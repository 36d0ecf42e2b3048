"""GRUB's own way out of boot services."""

from __future__ import annotations

from efitool.replay import replay
from efitool.replay.grub import grub_mmap_iterate
from tests.boots import GIB, boot, guest, scenario, transcript
from tests.maps import RUNTIME, descriptor, memory_map

HIGH = guest((4 * GIB, 6 * GIB))


def test_it_tries_until_it_succeeds() -> None:
    assert transcript(boot(HIGH, "accept-all-no-protocol", "grub-legacy")) == [
        "loader Print Unknown memory type 15, considering reserved",
        "loader GetMemoryMap EFI_BUFFER_TOO_SMALL",
        "loader GetMemoryMap EFI_SUCCESS",
        "firmware BeforeExitBootServices",
        "firmware Accept 0x100000000-0x180000000",
        "firmware AddMemorySpace 0x100000000-0x180000000 7",
        "loader ExitBootServices EFI_INVALID_PARAMETER",
        "loader Print Trying to terminate EFI services again",
        "loader GetMemoryMap EFI_BUFFER_TOO_SMALL",
        "loader GetMemoryMap EFI_SUCCESS",
        "loader ExitBootServices EFI_SUCCESS",
        "loader SetupE820",
        "loader EnterKernel",
    ]


def test_there_is_no_bound() -> None:
    played = scenario("edk2-tdx", "grub-legacy")._replace(stale_keys=50)
    lines = transcript(replay(HIGH, played))
    assert lines.count("loader Print Trying to terminate EFI services again") == 50
    assert lines[-1] == "loader EnterKernel"


def test_for_ever_is_told_rather_than_played() -> None:
    map = memory_map(descriptor(6, RUNTIME | 0xF, start=0x1800))
    lines = transcript(boot(map, "edk2-tdx", "grub-legacy"))
    assert lines[-1] == (
        "loader Halt it tries to terminate EFI services for ever (EFI_INVALID_PARAMETER)"
    )


def test_what_it_does_not_know_is_reserved_and_all_is_in_order() -> None:
    map = (
        descriptor(15, start=0x8000),
        descriptor(4, start=0x1000),
        descriptor(7, 0x4000F, start=0x2000),
        descriptor(0x8000_0001, start=0x3000),
        descriptor(5, start=0x4000),
        descriptor(8, start=0x5000),
        descriptor(14, start=0x6000),
        descriptor(7, start=0x7000, pages=0),
    )
    assert grub_mmap_iterate(map) == (
        (0x1000, 0x3000, 1),
        (0x3000, 0x5000, 2),
        (0x5000, 0x6000, 5),
        (0x6000, 0x7000, 7),
        (0x8000, 0x9000, 2),
    )


def test_a_loader_s_type_is_told_as_grub_tells_it() -> None:
    lines = transcript(boot(memory_map(descriptor(0x8000_0001)), "edk2-tdx", "grub-legacy"))
    assert lines[0] == "loader Print Unknown memory type -2147483647, considering reserved"
