"""Xen as an EFI application."""

from __future__ import annotations

from efitool.replay import replay
from efitool.replay.xen import efi_arch_process_memory_map
from tests.boots import GIB, boot, exits, guest, halt, scenario, transcript
from tests.maps import descriptor

HIGH = guest((4 * GIB, 6 * GIB))


def test_it_tries_twice_into_the_same_buffer() -> None:
    assert transcript(boot(HIGH, "edk2-sev-snp", "xen")) == [
        "loader GetMemoryMap EFI_BUFFER_TOO_SMALL",
        "loader GetMemoryMap EFI_SUCCESS",
        "firmware BeforeExitBootServices",
        "firmware Accept 0x100000000-0x180000000",
        "firmware AddMemorySpace 0x100000000-0x180000000 7",
        "loader ExitBootServices EFI_INVALID_PARAMETER",
        "loader GetMemoryMap EFI_SUCCESS",
        "loader ExitBootServices EFI_SUCCESS",
        "loader SetupE820",
        "loader EnterKernel",
    ]


def test_and_not_a_third_time() -> None:
    trace = replay(HIGH, scenario("edk2-tdx", "xen")._replace(stale_keys=2))
    assert exits(trace) == ["EFI_INVALID_PARAMETER"] * 2
    assert halt(trace) == "Cannot exit boot services: EFI_INVALID_PARAMETER"


def test_a_new_type_is_reserved_and_memory_that_is_not_cached_unusable() -> None:
    map = (
        descriptor(7, start=0x1000),
        descriptor(3, start=0x2000),
        descriptor(15, start=0x8000),
        descriptor(7, 1, start=0x3000),
        descriptor(9, start=0x4000),
        descriptor(10, start=0x5000),
        descriptor(14, start=0x6000),
        descriptor(7, start=0x7000, pages=0),
    )
    assert efi_arch_process_memory_map(map) == (
        (0x1000, 0x3000, 1),
        (0x8000, 0x9000, 2),
        (0x3000, 0x4000, 5),
        (0x4000, 0x5000, 3),
        (0x5000, 0x6000, 4),
        (0x6000, 0x7000, 2),
    )


def test_what_does_not_fit_is_left_out() -> None:
    map = [descriptor(4 if n % 2 else 9, start=n << 12) for n in range(1100)]
    assert len(efi_arch_process_memory_map(map)) == 1024
