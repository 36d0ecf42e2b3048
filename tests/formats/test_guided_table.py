"""The table at the end of OVMF, whole and damaged."""

from __future__ import annotations

import struct
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from efitool.formats import _guided_table
from efitool.model.firmware import (
    MemoryBlock,
    Metadata,
    Oddity,
    SevSection,
    SevType,
    TdvfSection,
    TdvfType,
)
from tests import firmware_build as fw

HASHES = UUID("7255371f-3a3b-4b04-927b-1da6efa8d454")
RESET = UUID("00f771de-1a7e-4fcb-890e-68c77e2fb44e")
TDVF = fw.tdvf((0x84000, 0x37C000, 0xFFC84000, 0x37C000, 0, 1), (0, 0, 0x809000, 0x2000, 2, 0))


def read(data: bytes) -> tuple[Metadata, list[Oddity]]:
    oddities: list[Oddity] = []
    return _guided_table.read(data, oddities), oddities


def test_descriptor_and_metadata() -> None:
    said, oddities = read(fw.with_metadata(TDVF, fw.sev((0x800000, 0x9000, 1), (0, 0, 0x10))))
    assert said.tdvf == (
        TdvfSection(TdvfType.BFV, 0x84000, 0x37C000, 0xFFC84000, 0x37C000, 1),
        TdvfSection(TdvfType.TD_HOB, 0, 0, 0x809000, 0x2000, 0),
    )
    assert said.sev == (
        SevSection(SevType.SNP_SEC_MEM, 0x800000, 0x9000),
        SevSection(SevType.KERNEL_HASHES, 0, 0),
    )
    assert [e.guid for e in said.entries] == [fw.SEV, fw.TDX]
    assert oddities == []


def test_blocks_and_the_reset_vector() -> None:
    data = fw.with_table(
        bytes(64),
        (HASHES, struct.pack("<II", 0x810C00, 0x400)),
        (RESET, struct.pack("<I", 0x80B004)),
    )
    said, oddities = read(data)
    assert (said.sev_hashes, said.sev_es_reset) == (MemoryBlock(0x810C00, 0x400), 0x80B004)
    assert (said.sev_secret, said.tdvf, oddities) == (None, None, [])


def test_a_descriptor_without_a_table_is_pointed_to_from_the_end() -> None:
    data = bytes(128) + TDVF
    back = len(TDVF) + 32
    said, oddities = read(data + struct.pack("<I", back) + bytes(28))
    assert said.tdvf is not None
    assert [s.type for s in said.tdvf] == [TdvfType.BFV, TdvfType.TD_HOB]
    assert (said.entries, oddities) == ((), [])


def test_a_file_without_either_says_nothing() -> None:
    assert read(bytes(4096)) == (Metadata(), [])
    assert read(b"") == (Metadata(), [])


def test_a_pointer_outside_is_told() -> None:
    said, oddities = read(fw.with_table(bytes(64), (fw.TDX, b"\xff\xff\xff\x7f")))
    assert said.tdvf is None
    assert oddities == [Oddity("TDVF", "the table points outside the firmware")]


def test_a_wrong_signature_is_told() -> None:
    said, oddities = read(fw.with_table(bytes(64), (fw.SEV, struct.pack("<I", 100))))
    assert said.sev is None
    assert "Signature" in oddities[0].what


def test_a_count_beyond_reason_is_told() -> None:
    many = bytearray(TDVF)
    many[12:16] = b"\xff\xff\xff\xff"
    said, oddities = read(fw.with_metadata(bytes(many)))
    assert said.tdvf is None
    assert "4294967295 sections" in oddities[0].what


def test_an_entry_that_is_too_short_ends_the_table() -> None:
    data = bytearray(fw.with_table(bytes(64), (HASHES, bytes(8)), (RESET, bytes(4))))
    at = data.index(RESET.bytes_le) - 2
    data[at : at + 2] = b"\x03\0"
    said, oddities = read(bytes(data))
    assert said.entries == ()
    assert "an entry of 3 bytes" in oddities[0].what


@given(st.binary(max_size=200), st.integers(0, 70000))
def test_noise_before_the_footer_never_raises(noise: bytes, length: int) -> None:
    footer = struct.pack("<H", length & 0xFFFF) + fw.FOOTER.bytes_le
    read(noise + footer + bytes(32))
