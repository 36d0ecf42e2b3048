"""The table: both versions, strides, a recording, and what makes no sense."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import memory_attributes_table as mat
from efitool.model.memmap import MapKind, MemoryDescriptor

REAL = Path(__file__).parents[2] / "samples/recordings/ovmf/memory-attributes-table.bin"
CODE = MemoryDescriptor(5, 0x7F00_0000, 0, 4, 0x8000_0000_0002_0000)
DATA = MemoryDescriptor(6, 0x7F00_4000, 0, 2, 0x8000_0000_0000_4000)


def table(
    *descriptors: MemoryDescriptor, version: int = 1, stride: int = 48, flags: int = 0
) -> bytes:
    head = struct.pack("<IIII", version, len(descriptors), stride, flags)
    rows = (struct.pack("<I4xQQQQ", *d).ljust(stride, b"\0") for d in descriptors)
    return head + b"".join(rows)


def test_a_real_table() -> None:
    map = mat.decode(REAL.read_bytes())

    assert formats.identify(REAL.read_bytes()) is mat.FORMAT
    assert (map.kind, map.label, map.descriptor_size) == (MapKind.ATTRIBUTES_TABLE, "version 2", 48)
    assert len(map.descriptors) == 23
    assert map.descriptors[0] == MemoryDescriptor(6, 0x7ED3_F000, 0, 193, 0x8000_0000_0000_4000)
    assert sum(d.pages for d in map.descriptors) == 837


@pytest.mark.parametrize("stride", [40, 48, 64])
@pytest.mark.parametrize(
    ("version", "flags", "label"),
    [(1, 0, "version 1"), (2, 0, "version 2"), (2, 1, "version 2, flags 0x1")],
)
def test_versions_and_strides(stride: int, version: int, flags: int, label: str) -> None:
    data = table(CODE, DATA, version=version, stride=stride, flags=flags)

    assert mat.sniff(data)
    map = mat.decode(data)
    assert (tuple(map.descriptors), map.label) == ((CODE, DATA), label)


def test_what_follows_the_last_entry_does_not_count() -> None:
    data = table(CODE, DATA) + b"more"

    assert not mat.sniff(data)
    assert tuple(mat.decode(data).descriptors) == (CODE, DATA)


def test_what_cannot_be_decoded() -> None:
    with pytest.raises(MalformedError, match="Version at 0x0: found 3, expected 1 or 2"):
        mat.decode(table(CODE, version=3))
    with pytest.raises(MalformedError, match="DescriptorSize at 0x8: found 39, expected at least"):
        mat.decode(struct.pack("<IIII", 1, 1, 39, 0) + bytes(39))
    with pytest.raises(MalformedError, match="NumberOfEntries at 0x4: found 2, of which 1 are"):
        mat.decode(table(CODE, DATA)[:-1])
    assert not mat.sniff(table(CODE, version=3))
    assert not mat.sniff(table())


def test_an_absurd_count() -> None:
    with pytest.raises(LimitError, match="4294967295 entries of a table: more than"):
        mat.decode(struct.pack("<IIII", 1, 0xFFFF_FFFF, 48, 0))


@settings(deadline=None)
@given(st.integers(16, 1119), st.integers(0, 255), st.binary(max_size=80))
def test_noise_can_only_raise_an_input_error(at: int, value: int, noise: bytes) -> None:
    data = bytearray(REAL.read_bytes())
    data[at] = value

    for piece in (bytes(data), bytes(data[:at]), noise):
        mat.sniff(piece)
        with suppress(InputError, LimitError):
            assert len(mat.decode(piece).descriptors) <= 23
