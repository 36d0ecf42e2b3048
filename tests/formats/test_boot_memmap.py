"""The table of Linux's EFI stub, of 64- and 32-bit kernels."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, MalformedError
from efitool.formats import boot_memmap, memmap_raw

MAP = (
    Path(__file__).parents[2] / "samples/recordings/linux-6.12-unaccepted/map-at-exit.bin"
).read_bytes()


def header(form: str, size: int = len(MAP), stride: int = 48, version: int = 1) -> bytes:
    """Lay out a header: of a 64-bit kernel, of i386, of 32-bit ARM."""
    layout = {"64": "<QQI4xQQ", "i386": "<IIIII", "arm": "<IIIII4x"}[form]
    return struct.pack(layout, size, stride, version, 0x1234, size + 1536)


@pytest.mark.parametrize("form", ["64", "i386", "arm"])
@pytest.mark.parametrize("spare", [0, 1536])
def test_the_map_in_the_table_is_the_map(form: str, spare: int) -> None:
    data = header(form) + MAP + bytes(spare)

    assert formats.identify(data) is boot_memmap.FORMAT
    map = boot_memmap.decode(data)
    assert map.descriptors == memmap_raw.decode(MAP).descriptors
    assert (map.format, map.label) == ("boot-memmap", "key 0x1234")
    assert (map.descriptor_size, map.descriptor_version) == (48, 1)


@pytest.mark.parametrize(
    "data",
    [
        header("64", version=2) + MAP,
        header("64", stride=32) + MAP,
        header("64", stride=56) + MAP,
        header("64", stride=len(MAP)) + MAP,
        header("64", size=0) + bytes(48),
        header("64") + MAP[:-1],
        header("64") + MAP + bytes(1537),
        header("64"),
        b"",
    ],
)
def test_what_makes_no_sense(data: bytes) -> None:
    assert not boot_memmap.sniff(data)
    with pytest.raises(MalformedError, match="no header of 64 or 32 bits makes sense"):
        boot_memmap.decode(data)


@settings(deadline=None)
@given(st.integers(0, 200), st.integers(0, 255), st.binary(max_size=80))
def test_noise_can_only_raise_an_input_error(at: int, value: int, noise: bytes) -> None:
    data = bytearray(header("64") + MAP)
    data[at] = value

    for piece in (bytes(data), bytes(data[:at]), noise):
        with suppress(InputError):
            assert len(boot_memmap.decode(piece).descriptors) <= 152
