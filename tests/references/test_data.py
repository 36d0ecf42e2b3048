from __future__ import annotations

import mmap
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import LimitError
from efitool.model.image import Arch, Data, Image, ImageType, Segment
from efitool.references.data import CHUNK, MAX_PIECES, WORD, Place, find

ACCEPTANCE = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649").bytes_le
INITRD_MEDIA = UUID("5568e427-68fc-4f3d-ac74-ca555231cc68").bytes_le
KNOWN = (ACCEPTANCE, INITRD_MEDIA)


def image(data: Data, *segments: Segment) -> Image:
    whole = Segment(offset=0, rva=0, size=len(data), code=False)
    return Image(ImageType.PE, Arch.X86_64, "pe", ("pe",), data, segments=segments or (whole,))


def test_the_bytes_of_the_acceptance_guid_are_mixed_endian() -> None:
    data = bytes.fromhex("fe10a0c5 a738 3145 8a4a 0500d2fd1649")
    assert list(find(image(data), KNOWN)) == [Place(0, 0, ACCEPTANCE)]


@pytest.mark.parametrize("before", range(2 * WORD + 1))
@pytest.mark.parametrize("after", [0, 1, 7])
def test_a_guid_is_found_at_every_byte_offset(before: int, after: int) -> None:
    data = b"\x5a" * before + INITRD_MEDIA + b"\x5a" * after
    assert list(find(image(data), KNOWN)) == [Place(before, before, INITRD_MEDIA)]


def test_guids_in_a_row_are_all_found_in_order() -> None:
    data = b"\x01" + ACCEPTANCE + INITRD_MEDIA + ACCEPTANCE
    assert [(p.offset, p.guid) for p in find(image(data), KNOWN)] == [
        (1, ACCEPTANCE),
        (17, INITRD_MEDIA),
        (33, ACCEPTANCE),
    ]


def test_a_guid_across_two_chunks_is_found_once() -> None:
    for start in range(CHUNK * WORD - 16, CHUNK * WORD + 1):
        data = bytes(start) + ACCEPTANCE + bytes(100)
        assert [p.offset for p in find(image(data), KNOWN)] == [start]


def test_three_quarters_of_a_guid_are_no_guid() -> None:
    assert list(find(image(ACCEPTANCE[:12] + bytes(20)), KNOWN)) == []
    assert list(find(image(bytes(20) + ACCEPTANCE[4:]), KNOWN)) == []


def test_addresses_are_those_of_the_segment() -> None:
    data = bytes(0x203) + ACCEPTANCE
    assert list(find(image(data, Segment(0x200, 0x1000, 0x100, False)), KNOWN)) == [
        Place(0x203, 0x1003, ACCEPTANCE)
    ]


def test_bytes_outside_the_segments_are_never_looked_at() -> None:
    data = ACCEPTANCE + bytes(16) + ACCEPTANCE + bytes(16) + ACCEPTANCE
    middle = Segment(offset=16, rva=16, size=48, code=True)
    assert [p.offset for p in find(image(data, middle), KNOWN)] == [32]


@pytest.mark.parametrize(("offset", "size"), [(0, 15), (1, 15), (1, 100), (0, 8)])
def test_a_guid_that_a_segment_cuts_is_not_mapped(offset: int, size: int) -> None:
    segment = Segment(offset=offset, rva=offset, size=size, code=False)
    assert list(find(image(ACCEPTANCE + bytes(1), segment), KNOWN)) == []


def test_a_guid_may_lie_across_segments_that_continue_each_other() -> None:
    data = bytes(8) + ACCEPTANCE + bytes(8)
    halves = (Segment(16, 0x1010, 16, False), Segment(0, 0x1000, 16, True))
    assert list(find(image(data, *halves), KNOWN)) == [Place(8, 0x1008, ACCEPTANCE)]


def test_a_guid_does_not_lie_across_segments_that_are_mapped_apart() -> None:
    data = bytes(8) + ACCEPTANCE + bytes(8)
    apart = (Segment(0, 0x1000, 16, True), Segment(16, 0x2000, 16, False))
    assert list(find(image(data, *apart), KNOWN)) == []


def test_what_lies_between_segments_is_not_mapped() -> None:
    data = bytes(20) + ACCEPTANCE + bytes(28)
    around = (Segment(0, 0x1000, 22, True), Segment(30, 0x101E, 34, False))
    assert list(find(image(data, *around), KNOWN)) == []


def test_places_are_in_the_order_of_the_file() -> None:
    data = ACCEPTANCE + INITRD_MEDIA
    swapped = (Segment(0, 0x2000, 16, True), Segment(16, 0x1000, 16, False))
    assert [p.offset for p in find(image(data, *swapped), KNOWN)] == [0, 16]


def test_a_segment_may_claim_more_than_the_file_holds() -> None:
    data = ACCEPTANCE + INITRD_MEDIA[:8]
    assert [p.offset for p in find(image(data, Segment(0, 0, 4096, True)), KNOWN)] == [0]
    assert list(find(image(data, Segment(4096, 0, 4096, True)), KNOWN)) == []


def test_segments_that_overlap_give_each_place_once() -> None:
    data = bytes(8) + ACCEPTANCE + bytes(40)
    overlapping = (Segment(0, 0, 40, True), Segment(8, 8, 56, False), Segment(10, 10, 4, False))
    assert [p.offset for p in find(image(data, *overlapping), KNOWN)] == [8]


def test_the_null_guid_is_not_looked_for() -> None:
    assert list(find(image(bytes(64)), (bytes(16), b"\xff" * 16, ACCEPTANCE))) == []
    assert list(find(image(b"\xff" * 64), (bytes(16), b"\xff" * 16, ACCEPTANCE))) == []


def test_a_file_mapped_into_memory_can_be_closed_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "image"
    path.write_bytes(bytes(5) + ACCEPTANCE)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        assert [p.offset for p in find(image(data), KNOWN)] == [5]


def test_an_image_made_of_pieces_is_refused() -> None:
    assert list(find(image(ACCEPTANCE[:8] * MAX_PIECES), KNOWN)) == []
    with pytest.raises(LimitError, match="data holds more than"):
        list(find(image(ACCEPTANCE[:8] * (MAX_PIECES + 1)), KNOWN))


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([b"\0", b"\x8a", *KNOWN, *(g[4:] for g in KNOWN)]), max_size=40),
    st.integers(0, 100),
    st.integers(0, 200),
)
def test_the_same_as_looking_at_every_byte(parts: list[bytes], offset: int, size: int) -> None:
    data = b"".join(parts)
    end = min(offset + size, len(data))
    expected = [
        (at, 0x1000 + at, data[at : at + 16])
        for at in range(offset, end - 15)
        if data[at : at + 16] in KNOWN
    ]
    found = find(image(data, Segment(offset, 0x1000 + offset, size, False)), KNOWN)
    assert [(p.offset, p.rva, p.guid) for p in found] == expected
