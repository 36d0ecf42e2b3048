"""The kernel's log from /dev/kmsg and from the journal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from efitool.collect import kernel_log

RECORDS = (
    b"5,0,0,-;Linux version 6.12\n"
    b"6,1,1500000,-;efi: EFI v2.7\n SUBSYSTEM=acpi\n DEVICE=+acpi:x\n"
    b"30,2,1600000,-;systemd[1]: secret\n"
    b"4,3,12345678901,c;BOOT_IMAGE=\\x5cvmlinuz\n"
)


def test_records_become_lines_as_dmesg_prints_them() -> None:
    assert kernel_log.from_ring(RECORDS) == (
        b"[    0.000000] Linux version 6.12\n"
        b"[    1.500000] efi: EFI v2.7\n"
        b"[12345.678901] BOOT_IMAGE=\\vmlinuz\n"
    )


def test_a_ring_whose_first_record_is_lost_is_not_whole() -> None:
    assert kernel_log.is_whole(RECORDS)
    assert not kernel_log.is_whole(RECORDS.partition(b"\n")[2])
    assert not kernel_log.is_whole(b"")


def test_a_ring_is_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "kmsg"
    file.write_bytes(RECORDS * 1000)

    assert kernel_log.ring(file) == RECORDS * 1000


def test_a_ring_without_end_is_bounded() -> None:
    assert (
        kernel_log.LIMIT <= len(kernel_log.ring(Path("/dev/zero"))) < kernel_log.LIMIT + (1 << 20)
    )


def test_the_journal_is_parted_from_what_programs_said() -> None:
    said = (
        "[    0.000000] kernel: Linux version 6.12\n"
        "[    2.000000] systemd[1]: secret\n"
        "[    3.000000] kernel: efi: x\n"
    )
    command = (sys.executable, "-c", f"print({said!r}, end='')")

    told = b"[    0.000000] Linux version 6.12\n[    3.000000] efi: x\n"
    assert kernel_log.from_journal(command) == told


@pytest.mark.parametrize("command", [("/nonexistent/journalctl",), ("false",)])
def test_without_a_journal_there_is_an_error_that_says_so(command: tuple[str, ...]) -> None:
    with pytest.raises(OSError, match=r"non-zero exit status|No such file"):
        kernel_log.from_journal(command)


def test_a_journal_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_log, "PATIENCE", 0.05)

    with pytest.raises(OSError, match="timed out"):
        kernel_log.from_journal(("sleep", "30"))
