"""Fails on rows that are cut off or lead out of the file."""

from __future__ import annotations

from efitool.model.pe import DebugEntry, DebugType
from efitool.rules.debug_malformed import check
from tests import pe_images

ENTRY = DebugEntry(DebugType.CODEVIEW, 0, 0, 0x2100, 0x100, None)


def test_fails_on_part_of_a_row() -> None:
    directories = pe_images.directory("debug", 0x2000, 29)

    assert list(check(pe_images.image(directories=directories, debug=(ENTRY,)))) == [
        ("PE directory debug", "of its 29 bytes, 1 rows of 28 can be read")
    ]


def test_fails_on_a_row_that_leads_out_of_the_file() -> None:
    directories = pe_images.directory("debug", 0x2000, 28)
    beyond = ENTRY._replace(size=0x101)

    assert list(check(pe_images.image(directories=directories, debug=(beyond,)))) == [
        ("PE directory debug", "the file ends at 0x2200: CODEVIEW ends at 0x2201")
    ]


def test_silent() -> None:
    directories = pe_images.directory("debug", 0x2000, 56)
    nothing = ENTRY._replace(type=DebugType.REPRO, offset=0x9999, size=0)
    for image in (
        pe_images.image(),
        pe_images.image(directories=directories, debug=(ENTRY, nothing)),
        pe_images.image()._replace(pe=None),
    ):
        assert not list(check(image))
