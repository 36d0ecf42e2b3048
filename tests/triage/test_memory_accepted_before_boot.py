"""Fails on a large guest with nothing unaccepted, or told to be eager."""

from __future__ import annotations

from efitool.triage.memory_accepted_before_boot import check
from tests.cases import (
    BARE,
    GIB,
    HANDLES,
    MAP,
    SNP,
    TDX,
    fact,
    lines,
    message,
    unaccepted,
    verdict,
)


def test_fails() -> None:
    case = BARE._replace(platform=SNP, given=64 * GIB, map=unaccepted(), map_origin=MAP)

    assert message(check, case) == "all 64 GiB were accepted before the kernel got its map"
    assert lines(check, case) == [20]


def test_fails_by_the_parameter() -> None:
    case = HANDLES._replace(
        platform=TDX, given=16 * GIB, command_line=fact("quiet accept_memory=eager")
    )

    assert message(check, case) == "the kernel accepts 12 GiB at its start: it is told to"


def test_asks_for_the_map() -> None:
    assert verdict(check, BARE._replace(platform=TDX, given=64 * GIB)) == "unknown"


def test_passes() -> None:
    assert verdict(check, HANDLES._replace(platform=TDX, given=16 * GIB)) == "pass"


def test_silent() -> None:
    assert verdict(check, BARE._replace(given=64 * GIB, map=unaccepted())) is None
    assert verdict(check, BARE._replace(platform=TDX, given=8 * GIB, map=unaccepted())) is None
