"""Which boot of a log is the last, and what belongs to it."""

from __future__ import annotations

from efitool.formats import guest_log
from efitool.model.guest_log import GuestLog, Quote
from efitool.triage._boots import BOOTS, different, last_boot
from efitool.triage.case import Case

FIRST = """\
BdsDxe: failed to load Boot0001
EFI stub: Loaded initrd from command line option
[    0.000000] Linux version 6.1.0 (x) #1
[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable
[    0.000000] efi: SMBIOS=0x7f588000 ACPI=0x7f77e000
[    0.500000] Memory: 100K/200K available (1K kernel code)
[    9.000000] Kernel panic - not syncing: first
"""
SECOND = """\
EFI stub: Loaded initrd from LINUX_EFI_INITRD_MEDIA_GUID device path
[    0.000000] Linux version 6.12.0 (x) #1
[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable
[    0.000000] efi: SMBIOS=0x7f588000 ACPI=0x7f77e000 Unaccepted=0x7f773018
[    0.500000] Memory: 150K/200K available (1K kernel code)
"""
PROC = "Linux version 6.12.0 (x) #1\nMemTotal:  200 kB\n"
HANGS = "EFI stub: Loaded initrd from command line option\n"


def boot(text: str) -> GuestLog:
    return last_boot(guest_log.decode(text.encode(), thorough=True))


def test_the_last_of_two() -> None:
    log = boot(FIRST + SECOND)

    assert [q.line for q in log.kernels] == [9]
    assert [q.line for q in log.messages] == [8]
    assert [q.text[:4] for q in log.memory] == ["150K"]
    assert len(log.e820) == 1


def test_one_boot_is_whole() -> None:
    assert [q.line for q in boot(FIRST).messages] == [1, 2, 7]


def test_what_is_printed_again_is_the_same_boot() -> None:
    log = boot(SECOND + PROC + SECOND)

    assert [q.line for q in log.kernels] == [2, 6, 9]
    assert len(log.e820) == 2
    assert log.messages[0].line == 1


def test_a_copy_that_lost_its_first_lines() -> None:
    head, _, tail = SECOND.partition("[    0.000000] BIOS")

    assert boot(SECOND + PROC + tail).kernels[0].line == 2
    assert head


def test_the_same_kernel_again() -> None:
    other = SECOND.replace("150K", "149K")

    assert [q.line for q in boot(SECOND + other).kernels] == [7]


def test_a_last_boot_that_never_spoke() -> None:
    log = boot(SECOND + HANGS)

    assert not log.kernels
    assert [q.line for q in log.messages] == [6]
    assert not log.memory


def test_boots_are_told_apart_up_to_a_bound() -> None:
    logs = tuple(
        (f"{n}.log", GuestLog(kernels=(Quote(1, "6.1.0"),), memory=(Quote(2, f"{n}K/9K"),)))
        for n in range(BOOTS + 9)
    )

    assert len(different(Case((), logs=logs[:7] * 2))) == 7
    assert len(different(Case((), logs=logs))) == BOOTS
