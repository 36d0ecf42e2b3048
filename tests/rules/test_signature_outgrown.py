"""Fails when bytes follow the certificates."""

from __future__ import annotations

from efitool.model.pe import CoffSymbols
from efitool.rules.signature_outgrown import check
from tests import pe_images

SIGNED = pe_images.directory("security", 0x2200, 8)


def test_fails() -> None:
    assert list(check(pe_images.image(behind=bytes(9), directories=SIGNED))) == [
        ("PE 0x2208", "1 bytes follow the certificate table: the signature no longer matches")
    ]


def test_silent() -> None:
    for image in (
        pe_images.image(),
        pe_images.image(behind=b"tail"),
        pe_images.image(behind=bytes(8), directories=SIGNED),
        pe_images.image(behind=bytes(7), directories=SIGNED),
        pe_images.image(behind=bytes(64), directories=SIGNED, symbols=CoffSymbols(0x2208, 1, 6)),
        pe_images.image(behind=bytes(9), directories=SIGNED)._replace(pe=None),
    ):
        assert not list(check(image))
