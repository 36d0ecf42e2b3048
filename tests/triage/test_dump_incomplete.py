"""Fails on what the reader of a dump complains of."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog
from efitool.model.guest_memory import GuestDump
from efitool.model.ranges import RangeSet
from efitool.model.triage import Evidence, Verdict
from efitool.triage.case import Case
from efitool.triage.dump_incomplete import check
from tests.cases import BARE, message, verdict


def dumped(*troubles: str) -> Case:
    dump = GuestDump("x86_64", RangeSet(), 1, 1, (), (), {}, b"", GuestLog(), troubles)
    return Case((Evidence("vmcore", 1, "vmcore-elf", dump),))


def test_fails() -> None:
    assert message(check, dumped("it is cut short")) == (
        "the dump does not tell all: it is cut short"
    )


def test_passes() -> None:
    assert message(check, dumped(), Verdict.PASS) == "the dump is whole"


def test_silent() -> None:
    assert verdict(check, BARE) is None
