"""Counts the resources that a hand-off block has room for."""

from __future__ import annotations

import pytest

from efitool.formats import decode_image
from efitool.rules.td_hob_small import check
from tests import build
from tests import firmware_build as fw


def hob(size: int) -> bytes:
    return fw.with_metadata(fw.tdvf((0, 0, 0x809000, size, 2, 0)))


@pytest.mark.parametrize(("size", "room"), [(0x1000, 84), (112, 1), (111, 0), (0, 0)])
def test_fails(size: int, room: int) -> None:
    message = f"{size} bytes hold {room} ranges of memory; OVMF has room for 169"
    assert list(check(decode_image(hob(size)))) == [("firmware: TD_HOB at 0x809000", message)]


def test_silent() -> None:
    assert list(check(decode_image(hob(0x2000)))) == []
    assert list(check(decode_image(fw.volume(size=256)))) == []
    assert list(check(decode_image(build.pe()))) == []
