"""The sizes that the specification gives."""

from __future__ import annotations

import pytest

from efitool.formats import _elf_schemas


@pytest.mark.parametrize(
    ("bits", "sizes"), [(32, (52, 32, 40, 12, 16)), (64, (64, 56, 64, 12, 24))]
)
def test_structures_have_the_sizes_of_the_specification(bits: int, sizes: tuple[int, ...]) -> None:
    s = _elf_schemas.schemas(bits, "<")

    found = (s.file_header, s.program_header, s.section_header, s.note_header, s.symbol)
    assert tuple(schema.sizeof() for schema in found) == sizes
