"""Fails on conventional memory without attributes among others that have them."""

from __future__ import annotations

from efitool.triage.accepted_without_cacheability import check
from tests.cases import BARE, GIB, MAP, fact, lines, message, ram, verdict
from tests.maps import memory_map


def test_fails() -> None:
    case = BARE._replace(
        map=memory_map(ram(0, GIB), ram(4 * GIB, GIB, attributes=0x8000)),
        map_origin=MAP,
        firmware=fact("edk2-stable202302", 2),
    )

    assert message(check, case) == (
        "1024 MiB of conventional memory, from 0x100000000 on, are not cacheable"
    )
    assert lines(check, case) == [2, 20]


def test_silent() -> None:
    whole = memory_map(ram(0, GIB), ram(GIB, GIB, 0, 0))
    untold = memory_map(ram(0, GIB, attributes=None))
    none = memory_map(ram(0, GIB, attributes=0))
    for map in (None, whole, untold, none):
        assert verdict(check, BARE._replace(map=map)) is None
