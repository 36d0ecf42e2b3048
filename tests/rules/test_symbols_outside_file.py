"""Fails when symbols or their names are cut off."""

from __future__ import annotations

import pytest

from efitool.model.pe import CoffSymbols
from efitool.rules.symbols_outside_file import check
from tests import pe_images


@pytest.mark.parametrize(
    ("symbols", "end"),
    [
        (CoffSymbols(0x21F0, 2, None), "0x2214"),
        (CoffSymbols(0x2000, 1, 0x1EF), "0x2201"),
    ],
)
def test_fails(symbols: CoffSymbols, end: str) -> None:
    assert list(check(pe_images.image(symbols=symbols))) == [
        ("PE", f"{symbols.number} symbols end at {end}, the file at 0x2200")
    ]


def test_silent() -> None:
    for image in (
        pe_images.image(),
        pe_images.image(symbols=CoffSymbols(0x2000, 1, 0x1EE)),
        pe_images.image()._replace(pe=None),
    ):
        assert not list(check(image))
