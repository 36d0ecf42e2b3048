from __future__ import annotations

from struct import pack

import pytest

from efitool.model.image import Image, ImageType, Segment
from efitool.references._image_map import ImageMap
from tests.machine_code import CODE, DATA, image


def test_bytes_are_read_by_rva_within_one_run() -> None:
    held = ImageMap(image("90 c3", b"data"))
    assert held.read(CODE, 2) == b"\x90\xc3"
    assert held.read(DATA + 1, 3) == b"ata"
    assert held.read(DATA + 1, 4) is None
    assert held.read(CODE + 2, 1) is None
    assert held.read(0, 1) is None


def test_what_is_in_no_segment_does_not_exist() -> None:
    payload = Image(
        ImageType.LINUX_BZIMAGE,
        None,
        "bzImage",
        (),
        b"codePAYLOADcode",
        segments=(Segment(11, 0x100B, 4, code=True), Segment(0, 0x1000, 4, code=True)),
    )
    held = ImageMap(payload)
    assert [(run.rva, run.end, run.data) for run in held.runs] == [
        (0x1000, 0x1004, b"code"),
        (0x100B, 0x100F, b"code"),
    ]
    assert held.read(0x1004, 1) is None
    assert held.entry is None


def test_a_segment_that_claims_more_than_there_is() -> None:
    cut = Image(ImageType.PE, None, "pe", (), b"1234", segments=(Segment(2, 0x1000, 99, True),))
    [run] = ImageMap(cut).runs
    assert (run.data, run.end) == (b"34", 0x1002)


def test_a_segment_ends_where_another_starts() -> None:
    segments = (Segment(0, 0x1000, 4, code=True), Segment(4, 0x1003, 4, code=False))
    torn = Image(ImageType.PE, None, "pe", (), b"12345678", segments=segments)
    held = ImageMap(torn)
    assert [(run.rva, run.end, run.data) for run in held.runs] == [
        (0x1000, 0x1003, b"123"),
        (0x1003, 0x1007, b"5678"),
    ]


def test_only_code_is_code() -> None:
    assert [run.rva for run in ImageMap(image("c3", b"data")).code] == [CODE]


def test_offsets_and_sections() -> None:
    held = ImageMap(image("90 c3", b"data"))
    assert held.offset_of(DATA + 1) == 3
    assert [held.section_at(offset) for offset in (0, 1, 2, 6)] == [".text", ".text", ".data", None]
    with pytest.raises(ValueError, match="0x3000 is not mapped"):
        held.offset_of(0x3000)


def test_the_header_says_where_it_is_entered_and_wants_to_be() -> None:
    held = ImageMap(image("c3", base=0x400000))
    assert (held.entry, held.base) == (CODE, 0x400000)


def test_where_addresses_lead() -> None:
    data = (0x400000 + CODE).to_bytes(8, "little") + (0x400000 + DATA).to_bytes(8, "little")
    held = ImageMap(image("c3", data, base=0x400000, relocated=[DATA, DATA + 12, 0x9000]))
    assert held.pointer(DATA, 8) == CODE
    assert held.pointer(DATA + 8, 8) is None
    assert held.pointer(DATA + 12, 8) is None
    assert held.pointer(0x9000, 8) is None
    assert list(held.pointers({CODE}, 8)) == [(DATA, CODE)]
    assert list(held.pointers({DATA}, 8)) == []


def test_a_shared_object_says_itself_what_are_addresses() -> None:
    dynamic = pack("<6Q", 7, DATA + 48, 8, 24, 0, 0) + pack("<QQq", DATA + 72, 8, CODE)
    shared = image("c3", dynamic + CODE.to_bytes(8, "little"))
    assert shared.pe is not None
    assert ImageMap(shared).relocated == set()
    data = shared.pe.sections[1]._replace(name=".dynamic")
    shared = shared._replace(pe=shared.pe._replace(sections=(shared.pe.sections[0], data)))
    assert ImageMap(shared).relocated == {DATA + 72}
    assert ImageMap(shared).pointer(DATA + 72, 8) == CODE
