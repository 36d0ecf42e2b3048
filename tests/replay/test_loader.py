"""Loaders that leave boot services in the simplest way."""

from __future__ import annotations

from tests.boots import GIB, boot, exits, guest, halt, transcript
from tests.maps import RUNTIME, descriptor, memory_map

HIGH = guest((4 * GIB, 6 * GIB))

BINS = memory_map(
    *(descriptor(5, RUNTIME | 0xF, start=n << 12) for n in range(2)),
    *(descriptor(6, RUNTIME | 0xF, start=n << 12) for n in range(2, 4)),
    descriptor(0, start=0x4000),
    descriptor(15, start=4 * GIB),
)
"""A map for which edk2 asks room for six descriptors more than it has."""


def test_once_is_enough_where_nothing_is_accepted() -> None:
    assert transcript(boot(HIGH, "edk2-tdx", "no-retry-loader")) == [
        "loader GetMemoryMap EFI_BUFFER_TOO_SMALL",
        "loader AllocatePool EFI_SUCCESS",
        "loader GetMemoryMap EFI_SUCCESS",
        "firmware BeforeExitBootServices",
        "loader ExitBootServices EFI_SUCCESS",
        "loader SetupE820",
        "loader EnterKernel",
    ]


def test_once_is_not_enough_where_all_is_accepted() -> None:
    trace = boot(HIGH, "edk2-sev-snp", "no-retry-loader")
    assert exits(trace) == ["EFI_INVALID_PARAMETER"]
    assert halt(trace) == "boot services cannot be left: EFI_INVALID_PARAMETER"


def test_a_tight_buffer_fails_on_firmware_that_asks_for_more_than_it_needs() -> None:
    trace = boot(BINS, "edk2-sev-snp", "tight-retry-loader")
    assert exits(trace) == ["EFI_INVALID_PARAMETER"]
    assert halt(trace) == "boot services cannot be left: EFI_BUFFER_TOO_SMALL"


def test_a_tight_buffer_does_on_other_firmware() -> None:
    assert exits(boot(HIGH, "edk2-sev-snp", "tight-retry-loader")) == [
        "EFI_INVALID_PARAMETER",
        "EFI_SUCCESS",
    ]
