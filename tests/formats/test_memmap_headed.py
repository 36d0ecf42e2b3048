"""Buffers behind what GetMemoryMap() returned besides."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, MalformedError
from efitool.formats import boot_memmap, memmap_headed, memmap_raw

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"
RAW = (RECORDINGS / "linux-6.12-unaccepted/map-at-exit.bin").read_bytes()
SIZE, KEY, STRIDE, VERSION = len(RAW), 0x1234, 48, 1


@pytest.mark.parametrize("filler", [b"", bytes(4096), b"\xaf" * 4096])
@pytest.mark.parametrize(
    "header",
    [
        struct.pack("<QQQ", SIZE, STRIDE, VERSION),
        struct.pack("<QQQI", SIZE, KEY, STRIDE, VERSION),
        struct.pack("<QQQI4x", SIZE, KEY, STRIDE, VERSION),
        struct.pack("<II", SIZE, STRIDE),
        struct.pack("<8sIIQ", b"MEMMAP\0\0", VERSION, STRIDE, SIZE),
    ],
)
def test_whatever_the_header(header: bytes, filler: bytes) -> None:
    data = header + RAW + filler
    map = memmap_headed.decode(data)

    assert formats.identify(data) is memmap_headed.FORMAT
    assert tuple(map.descriptors) == tuple(memmap_raw.decode(RAW).descriptors)
    assert (map.descriptor_size, map.label) == (48, f"behind a header of {len(header)} bytes")


def test_the_header_of_linux_is_its_own() -> None:
    data = struct.pack("<QQI4xQQ", SIZE, STRIDE, VERSION, KEY, SIZE) + RAW

    assert formats.identify(data) is boot_memmap.FORMAT


@pytest.mark.parametrize("data", [b"", RAW, struct.pack("<QQ", SIZE, 40) + RAW])
def test_no_header(data: bytes) -> None:
    assert not memmap_headed.sniff(data)
    with pytest.raises(MalformedError, match="no header tells the sizes"):
        memmap_headed.decode(data)


@settings(deadline=None)
@given(st.integers(0, 6112), st.binary(min_size=1, max_size=9))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    data = struct.pack("<QQ", SIZE, STRIDE) + RAW
    for piece in (data[:at], data[:at] + noise + data[at + len(noise) :], noise):
        with suppress(InputError):
            memmap_headed.decode(piece)
