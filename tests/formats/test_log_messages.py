"""Lines of trouble, of platforms and of machines."""

from __future__ import annotations

import pytest

from efitool.errors import UnknownFormatError
from efitool.formats import guest_log
from efitool.formats._log_messages import TROUBLE
from efitool.model.guest_log import GuestLog, Quote


def read(text: str) -> GuestLog:
    return guest_log.decode(text.encode(), thorough=True)


@pytest.mark.parametrize(
    "line",
    [
        "Kernel panic - not syncing: Cannot accept memory: unknown platform",
        "EFI stub: ERROR: exit_boot() failed!",
        "EFI stub: ERROR: Exit boot services failed.",
        "EFI stub: ERROR: Failed to load initrd",
        "Unknown memory type 15, considering reserved",
        "Trying to terminate EFI services again",
        "error: out of memory",
        "Verifying shim SBAT data failed: Security Policy Violation",
        "Something has gone seriously wrong: SBAT self-check failed",
        "Policy requires NX, but image does not support NX",
        "Section 3 is writable and executable",
        "Image type X64 can't be loaded on IA32 UEFI system.",
        "!!!!!!!!  Image Section Alignment(0x20) does not match Required Alignment",
        "qemu-system-x86_64: Cannot find TDX_METADATA_OFFSET_GUID",
        "Invalid TDVF signature in metadata!",
        "TD_HOB overrun",
        "[Bds] Unformalized OsIndications variable exists. Delete it",
        "SRAT: No PXM for e820 range",
        "Accept memory at 0x1000 failed to be accepted. Error = 3",
        "PVALIDATE: Failed to Validate address 0x1000",
        "AmdSevDxe: Accepting all memory",
        "exit boot services: Invalid Parameter",
        "Exit Boot Services failed: 0x8000000000000002",
        "ExceptionData - 0000000000000404",
        "SoftReserved [mem 0x140000000-0x17fffffff]",
        "FreeBSD/amd64 EFI loader, Revision 1.1",
        "image failed SBAT verification",
        "efi: mem09: [type=15|   |WB] range=[0x10000000-0x3fffffff] (768MB)",
    ],
)
def test_what_goes_wrong(line: str) -> None:
    text = f"nothing\n[    0.000000] {line}\r\nnothing\n"

    assert read(text).messages == (Quote(2, f"[    0.000000] {line}"),)


def test_only_those_who_ask_are_told() -> None:
    with pytest.raises(UnknownFormatError):
        guest_log.decode(b"error: out of memory\n")


def test_no_phrase_holds_another() -> None:
    assert not [(a, b) for a in TROUBLE for b in TROUBLE if a != b and b.startswith(a)]


def test_platforms() -> None:
    log = read("[ 0.1] tdx: Guest detected\n[ 0.2] Memory Encryption Features active: Intel TDX\n")

    assert log.platforms == (
        Quote(1, "tdx: Guest detected"),
        Quote(2, "Memory Encryption Features active: Intel TDX"),
    )


def test_machines() -> None:
    log = read(
        "DMI: QEMU Standard PC (Q35 + ICH9, 2009), BIOS 2025.02-8+deb13u1 11/08/2025\n"
        "DMI: Memory slots populated: 1/1\n"
        "smp: Brought up 1 node, 4 CPUs\n"
    )

    (machine,) = log.machines
    assert machine.text.endswith("BIOS 2025.02-8+deb13u1 11/08/2025")
    assert log.processors == (Quote(3, "1 node, 4 CPUs"),)


def test_all_of_a_large_log_is_searched() -> None:
    """Without a sign in it, and far from all else."""
    far = b"nothing\n" * (1 << 19)
    text = b"Linux version 6.1 #1\n" + far + b"error: out of memory\n" + far

    assert [q.text for q in guest_log.decode(text, thorough=True).messages] == [
        "error: out of memory"
    ]


@pytest.mark.parametrize(
    "line",
    [
        '#define ASSERT(x) do { if (!(x)) abort("ASSERT"); } while (0)',
        "/* BUG: this leaks. */",
        " * GetMemoryMap() is called twice",
        "// ExitBootServices comes next",
        '  printf("BUG: %d", 1);',
        "Prose that tells of `Linux version 6.1.0 (x)` and of Linux version of this file.",
        " * Based on the Linux version 2.0 of this file.",
        "set `Memory: 8000K/9000K available` here",
    ],
)
def test_programs_and_prose_are_no_guest(line: str) -> None:
    with pytest.raises(UnknownFormatError):
        read(f"{line}\n")


@pytest.mark.parametrize(
    "prefix",
    [
        "",
        "[    0.000000] ",
        "<5>",
        "Nov 23 12:00:00 host kernel: ",
        "6,70,0,-;",
        "MESSAGE=",
        "\x1b[0m\x1b[2J",
    ],
)
def test_a_kernel_speaks_behind_a_prefix(prefix: str) -> None:
    (kernel,) = read(f"{prefix}Linux version 6.1.0 (x) #1\n").kernels
    assert kernel.text == "6.1.0 (x) #1"
