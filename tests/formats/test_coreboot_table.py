"""The table of coreboot: ranges, forwards, checksums, and what is damaged."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import coreboot_table
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange


def record(tag: int, content: bytes) -> bytes:
    return struct.pack("<II", tag, 8 + len(content)) + content


def memory(*ranges: tuple[int, int, int]) -> bytes:
    halves = (
        struct.pack("<5I", s & 0xFFFF_FFFF, s >> 32, n & 0xFFFF_FFFF, n >> 32, type)
        for s, n, type in ranges
    )
    return record(1, b"".join(halves))


def table(*records: bytes, checksum: int | None = None) -> bytes:
    body = b"".join(records)
    value = coreboot_table.checksum(body) if checksum is None else checksum
    return b"LBIO" + struct.pack("<5I", 24, 0, len(body), value, len(records)) + body


VENDOR = record(3, b"\x00\x07Emulation\0\0\0")
FORWARD = record(0x11, struct.pack("<Q", 0x7AB3_4000))
REAL = table(
    VENDOR, memory((0, 0x1000, 16), (0x1000, 0x9F000, 1), (1 << 40, 1 << 30, 17), (0, 0, 99))
)


def test_ranges() -> None:
    found = formats.decode(REAL + bytes(100))

    assert found == RangeList(
        "coreboot-table",
        "coreboot",
        (
            NamedRange(PhysRange(0, 0x1000), "CONFIGURATION TABLES"),
            NamedRange(PhysRange(0x1000, 0xA_0000), "RAM"),
            NamedRange(PhysRange(1 << 40, (1 << 40) + (1 << 30)), "SOFT RESERVED"),
            NamedRange(PhysRange(0, 0), "type 99"),
        ),
    )


def test_the_checksum_is_that_of_a_real_log() -> None:
    """``Wrote coreboot table at: 00000500, 0x10 bytes, checksum 452b`` of a Chromebook."""
    assert coreboot_table.checksum(FORWARD) == 0x452B
    assert coreboot_table.checksum(b"\xff") == 0xFF00
    assert coreboot_table.checksum(b"\xff\xff\x02\x00") == 0xFFFD
    assert coreboot_table.checksum(b"\xff\xff\xff\xff\x01\x00") == 0xFFFE


def test_a_forward_is_said() -> None:
    assert coreboot_table.decode(table(FORWARD)).label == "coreboot, the table is at 0x7ab34000"


def test_a_wrong_checksum_is_said() -> None:
    found = coreboot_table.decode(table(memory((0, 1, 1)), checksum=1))

    assert found.label == "coreboot, its checksum is wrong"
    assert len(found.ranges) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"LBIP" + REAL[4:], "signature at 0x0: found b'LBIP'"),
        (REAL[:23], "table_entries at 0x17: found 23 bytes of a structure of 24"),
        (REAL[:-1], "table_bytes at 0xc: found 110 behind 24, of which 109 are there"),
        (REAL[:4] + b"\x17" + REAL[5:], "header_bytes at 0x4: found 23, of 24 at least"),
        (REAL[:20] + b"\x03" + REAL[21:], "table_entries at 0x14: found 3, of which some"),
        (table(record(1, bytes(19))), "map at 0x20: 19 bytes are left of a range"),
        (table(struct.pack("<II", 1, 7)), "size at 0x1c: found 7 in 8 bytes"),
        (table(struct.pack("<II", 1, 9)), "size at 0x1c: found 9 in 8 bytes"),
        (table(VENDOR), "tag at 0x18: no record tells of memory"),
        (table(record(0x11, bytes(4))), "forward at 0x24: found 12 bytes of a structure of 16"),
    ],
)
def test_what_is_damaged(data: bytes, says: str) -> None:
    with pytest.raises(MalformedError, match=says):
        coreboot_table.decode(data)


def test_a_bound() -> None:
    data = REAL[:12] + struct.pack("<I", (1 << 20) + 1) + REAL[16:]

    with pytest.raises(LimitError, match="1048577 bytes of records: more than 1 MiB"):
        coreboot_table.decode(data)


@settings(deadline=None)
@given(st.integers(0, len(REAL) - 1), st.binary(max_size=4))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    for data in (REAL[:at] + noise, REAL[:at] + noise + REAL[at + len(noise) :]):
        with suppress(InputError, LimitError):
            assert len(coreboot_table.decode(data).ranges) <= 5
