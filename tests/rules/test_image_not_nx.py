"""Fails without the flag, silent with it and on what firmware does not load."""

from __future__ import annotations

from efitool.formats import efi_image
from efitool.rules.image_not_nx import check
from tests import build


def test_fails() -> None:
    [(where, message)] = check(efi_image.decode(build.pe(nx=False)))

    assert where == "PE"
    assert "NX_COMPAT" in message


def test_silent() -> None:
    for data in (build.pe(), build.pe(nx=False, subsystem=3), build.bzimage(stub=None)):
        assert not list(check(efi_image.decode(data)))
