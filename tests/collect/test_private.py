"""What is taken out of command lines and logs, and what must stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efitool.collect import private


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("accept_memory=lazy memmap=2G!8G quiet", "accept_memory=lazy memmap=2G!8G quiet"),
        ("rd.luks.key=/k:UUID=1 mem=4G", "rd.luks.key=[removed] mem=4G"),
        ("mem-encrypt=on", "mem-encrypt=on"),
        ("a.pw=hunter2", "a.pw=[removed]"),
        ('x="one secret" efi=debug', "x=[removed] efi=debug"),
        ('"x=one secret" efi=debug', "x=[removed] efi=debug"),
        ('x=a"b secret"c efi=debug', "x=[removed] efi=debug"),
        ('x="never closed secret', "x=[removed]"),
        ('memmap="2G" y=""', 'memmap="2G" y=[removed]'),
        ("console=ttyS0 -- token abc", "console=ttyS0 -- [removed]"),
        ("systemd.set_credential=id:secret", "systemd.set_credential=[removed]"),
    ],
)
def test_only_values_that_matter_are_kept(line: str, told: str) -> None:
    assert private.command_line(f"{line}\n".encode()) == f"{told}\n".encode()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "[    0.000000] Command line: BOOT_IMAGE=/v root=UUID=ab pw=x",
            "[    0.000000] Command line: BOOT_IMAGE=/v root=[removed] pw=[removed]",
        ),
        (
            "[    0.1] Kernel command line: pw=x efi=debug",
            "[    0.1] Kernel command line: pw=[removed] efi=debug",
        ),
        (
            '[    0.1] Unknown kernel command line parameters "pw=x y=z", will be passed to user.',
            '[    0.1] Unknown kernel command line parameters "pw=[removed] y=[removed]',
        ),
        ("[    1.500000]     PW=two words", "[    1.500000]     PW=[removed]"),
        (
            "[    0.2] Booting kernel: `secret' invalid for parameter `x.pw'",
            "[    0.2] Booting kernel: `[removed]' invalid for parameter `x.pw'",
        ),
        ("[    2.0] at nfs://me:secret@host/d", "[    2.0] at nfs://[removed]@host/d"),
        ("[    2.0] usb 1-1: SerialNumber: A1-B2", "[    2.0] usb 1-1: SerialNumber: [removed]"),
        ("[    2.0] eth0: 52:54:00:12:34:56 up", "[    2.0] eth0: [removed] up"),
    ],
)
def test_what_a_log_quotes_is_treated_alike(line: str, told: str) -> None:
    assert private.kernel_log(f"{line}\n".encode()) == f"{told}\n".encode()


@pytest.mark.parametrize(
    "line",
    [
        "[    0.000000] efi: mem09: [type=15|   |  |  |  ] range=[0x1000-0x1fff] (768MB)",
        "[    0.000000] efi: ACPI=0x7f77e000 ACPI 2.0=0x7f77e014 Unaccepted=0x7f77c018",
        "[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable",
        "[    0.100000] Memory: 1018512K/1048056K available (16384K kernel code, 2422K rwdata)",
        "[    0.000000] pci 0000:00:1f.2: reg 0x10: [mem 0xfebf1000-0xfebf1fff]",
    ],
)
def test_what_triage_reads_stays(line: str) -> None:
    assert private.kernel_log(line.encode()) == line.encode()


@given(st.binary())
def test_bytes_that_are_no_text_survive(noise: bytes) -> None:
    assert private.unchanged(noise) == noise
    assert private.kernel_log(b"\xff" + noise.replace(b":", b"")).startswith(b"\xff")


@given(st.text(alphabet='ab ="-\u00e9', max_size=40))
def test_no_value_of_an_unknown_parameter_survives(value: str) -> None:
    word = value.replace('"', "").replace(" ", "")
    told = private.command_line(f"secret=HIDE{word}ME quiet\n".encode())

    assert told == b"secret=[removed] quiet\n"


def test_the_display_is_taken_out_of_boot_params() -> None:
    page = private.boot_params(b"\x01" * 4096)

    assert page[:0x140] == b"\x01" * 0x140
    assert page[0x140:0x1C0] == bytes(0x80)
    assert page[0x1C0:] == b"\x01" * (4096 - 0x1C0)
    assert private.boot_params(b"short") == b"short"
