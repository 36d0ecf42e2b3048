"""Tells by the loader and the types."""

from __future__ import annotations

from efitool.model.triage import Verdict
from efitool.triage.type_table_overrun import check
from tests.cases import BARE, GIB, HANDLES, lines, message, ram, says, unaccepted, verdict
from tests.maps import memory_map

BANNER = says("FreeBSD/amd64 EFI loader, Revision 1.1")


def test_tells() -> None:
    case = HANDLES._replace(messages=BANNER)

    assert message(check, case, Verdict.INFO) == "`memmap` in an older loader would misread type 15"
    assert lines(check, case) == [10, 20]


def test_silent() -> None:
    assert verdict(check, HANDLES) is None
    known = memory_map(ram(0, GIB, 13))
    assert verdict(check, HANDLES._replace(messages=BANNER, map=known)) is None
    assert verdict(check, BARE._replace(messages=BANNER)) is None
    assert verdict(check, HANDLES._replace(messages=BANNER, map=unaccepted())) is None
