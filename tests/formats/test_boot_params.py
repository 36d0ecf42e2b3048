"""The page: entries, what they leave to others, and what is no such page."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, MalformedError
from efitool.formats import boot_params, efi_image, guest_log
from efitool.model.e820 import E820Entry, E820Map

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"
LINUX = RECORDINGS / "linux-6.12-unaccepted"
BIOS = RECORDINGS / "linux-6.12-bios"
IA32 = RECORDINGS / "linux-6.1-ia32"
REAL = (LINUX / "boot_params.bin").read_bytes()


def entry(start: int, size: int, type: int = 1) -> bytes:
    return struct.pack("<QQI", start, size, type)


def page(*entries: bytes, signature: bytes = b"EL64", setup_data: int = 0) -> bytes:
    data = bytearray(4096)
    data[0x1C0:0x1C4] = signature
    data[0x1E8] = len(entries)
    data[0x250:0x258] = setup_data.to_bytes(8, "little")
    table = b"".join(entries)
    data[0x2D0 : 0x2D0 + len(table)] = table
    return bytes(data)


def test_a_real_page_says_what_the_log_says_once_it_is_sorted() -> None:
    table = boot_params.decode(REAL)

    [given_by_firmware, _] = guest_log.decode((LINUX / "serial.log").read_bytes()).e820
    assert given_by_firmware.source == "BIOS-e820"
    assert sorted(table.entries) == list(given_by_firmware.entries)
    assert table.entries[22] == E820Entry(0xFD_0000_0000, 0x100_0000_0000, 2)
    assert table.label == "64-bit firmware, EFI map of 6096 bytes at 0x7f771040"


def test_a_page_with_a_copy_of_the_setup_header_is_no_kernel() -> None:
    data = bytearray(page(entry(0, 0x1000)))
    data[0x1FE:0x200] = b"\x55\xaa"
    data[0x202:0x206] = b"HdrS"

    assert formats.identify(bytes(data)) is boot_params.FORMAT


@pytest.mark.parametrize(("loader", "claimed"), [(0xB0, True), (0xFF, True), (0, False)])
def test_a_page_of_a_bios_boot_is_told_by_the_loader_in_its_header(
    loader: int, claimed: bool
) -> None:
    data = bytearray(page(entry(0, 0x1000), signature=bytes(4)))
    data[0x1FE:0x200] = b"\x55\xaa"
    data[0x202:0x206] = b"HdrS"
    data[0x210] = loader

    assert boot_params.sniff(bytes(data)) == claimed
    assert efi_image.sniff(bytes(data)) != claimed
    assert efi_image.sniff(bytes(data) + b"\0")
    assert not boot_params.sniff(bytes(data) + b"\0")


def test_a_real_page_of_a_bios_boot() -> None:
    data = (BIOS / "boot_params.bin").read_bytes()

    table = formats.decode(data)

    assert formats.identify(data) is boot_params.FORMAT
    assert isinstance(table, E820Map)
    assert table.label == "no EFI loader"
    assert table.entries[0] == E820Entry(0, 0x9_FC00, 1)


def test_a_real_page_of_32_bit_firmware() -> None:
    table = boot_params.decode((IA32 / "boot_params.bin").read_bytes())

    [given_by_firmware, _] = guest_log.decode((IA32 / "dmesg.txt").read_bytes()).e820
    assert table.label == "32-bit firmware, EFI map of 5472 bytes at 0x1ee73024"
    assert sorted(table.entries) == list(given_by_firmware.entries)


def test_the_signature_says_whose_it_is() -> None:
    for signature, label in ((b"EL32", "32-bit firmware"), (bytes(4), "no EFI loader")):
        data = page(entry(0, 0x1000), signature=signature)
        assert boot_params.sniff(data) == (signature == b"EL32")
        assert boot_params.decode(data).label == label


def test_the_map_may_be_above_4_gib() -> None:
    data = bytearray(page())
    data[0x1D0:0x1E0] = struct.pack("<IIII", 0x7000_0000, 48, 0, 0x12)

    assert boot_params.decode(bytes(data)).label == (
        "64-bit firmware, EFI map of 48 bytes at 0x1270000000"
    )


def test_a_full_table_may_go_on_elsewhere() -> None:
    entries = [entry(n << 20, 1 << 20) for n in range(128)]
    data = page(*entries, setup_data=0x7000)

    assert "setup_data at 0x7000 may have more entries" in boot_params.decode(data).label
    assert "more" not in boot_params.decode(page(*entries)).label
    assert "more" not in boot_params.decode(page(*entries[1:], setup_data=0x7000)).label


def test_the_extension_is_joined() -> None:
    data = page(*[entry(n << 20, 1 << 20) for n in range(128)], setup_data=0x7000)

    table = boot_params.decode(data, entry(1 << 40, 0x1000, 0xEFFF_FFFF))

    assert len(table.entries) == 129
    assert table.entries[128] == E820Entry(1 << 40, (1 << 40) + 0x1000, 0xEFFF_FFFF)
    assert "more" not in table.label
    with pytest.raises(MalformedError, match="setup_data at 0x14: 1 bytes are left"):
        boot_params.decode(data, entry(0, 1) + b"x")


def test_what_is_no_page() -> None:
    broken = bytearray(page())
    broken[0x1E8] = 129

    with pytest.raises(MalformedError, match="e820_entries at 0x1e8: found 129, not 128"):
        boot_params.decode(bytes(broken))
    with pytest.raises(MalformedError, match="e820_table at 0xfff: it has no 4096 bytes"):
        boot_params.decode(REAL[:-1])
    assert not boot_params.sniff(REAL[:-1])
    assert not boot_params.sniff(REAL + b"\0")


@settings(deadline=None)
@given(st.integers(0, 4095), st.integers(0, 255), st.binary(max_size=45))
def test_noise_can_only_raise_an_input_error(at: int, value: int, extension: bytes) -> None:
    data = bytearray(REAL)
    data[at] = value

    for piece in (bytes(data), bytes(data[:at])):
        with suppress(InputError):
            assert len(boot_params.decode(piece, extension).entries) <= 130
