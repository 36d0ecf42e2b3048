"""Fails when bytes follow that nothing leads to."""

from __future__ import annotations

from efitool.model.pe import CoffSymbols, DebugEntry, DebugType
from efitool.rules.trailing_data import check
from tests import pe_images

SIGNED = pe_images.directory("security", 0x2200, 8)


def test_fails() -> None:
    assert list(check(pe_images.image(behind=b"tail"))) == [
        ("PE", "nothing claims its last 4 bytes, from 0x2200")
    ]


def test_silent() -> None:
    symbols = CoffSymbols(0x2200, 1, 6)
    entry = DebugEntry(DebugType.CODEVIEW, 0, 0, 0x2200, 4, None)
    for image in (
        pe_images.image(),
        pe_images.image(behind=bytes(8), directories=SIGNED),
        pe_images.image(behind=bytes(9), directories=SIGNED),
        pe_images.image(behind=bytes(24), symbols=symbols),
        pe_images.image(behind=bytes(4), debug=(entry,)),
        pe_images.image(behind=b"tail")._replace(pe=None),
    ):
        assert not list(check(image))
