"""Segments that lie over each other, in PE and in ELF files."""

from __future__ import annotations

import struct

import pytest

from efitool.errors import LimitError
from efitool.formats import _elf, _pe, _segments
from efitool.model.image import Segment
from tests import build
from tests.vmlinux_build import Part, elf

WHOLE = Segment(0, 0x1000, 100, code=True)


def test_four_times_the_file_is_mapped_and_no_byte_more() -> None:
    data = bytes(100)

    assert _segments.bounded("x", iter([WHOLE] * 4), data) == (WHOLE,) * 4
    assert _segments.bounded("x", [], b"") == ()
    with pytest.raises(LimitError, match="x: 401 bytes are mapped of a file of 100, at most 4"):
        _segments.bounded("x", [*[WHOLE] * 4, WHOLE._replace(size=1)], data)


def test_sections_of_a_pe_file_over_each_other_are_bounded() -> None:
    overlapping = [build.Section(b".text", 0x1000, bytes(0x9000)) for _ in range(5)]
    data = build.pe(*overlapping)
    header, _ = _pe.decode(data)

    assert len(_pe.segments(header._replace(sections=header.sections[:4]), data)) == 4
    with pytest.raises(LimitError, match="pe: 184320 bytes are mapped of a file of 40960"):
        _pe.segments(header, data)


def test_segments_of_an_elf_file_over_each_other_are_bounded() -> None:
    data = bytearray(elf(*[Part(".text", b"", 0x1000)] * 5))
    programs = struct.unpack_from("<Q", data, 0x20)[0]
    for row in range(5):
        struct.pack_into("<Q", data, programs + 56 * row + 0x08, 0)
        struct.pack_into("<Q", data, programs + 56 * row + 0x20, len(data))

    with pytest.raises(LimitError, match="elf: "):
        _elf.decode(bytes(data))
    struct.pack_into("<Q", data, programs + 0x20, 0)
    assert len(_elf.decode(bytes(data)).segments) == 4
