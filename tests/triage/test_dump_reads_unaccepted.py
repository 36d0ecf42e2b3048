"""Fails where something is unaccepted and VMCOREINFO does not say how to know."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog
from efitool.model.guest_memory import GuestDump
from efitool.model.ranges import RangeSet
from efitool.model.unaccepted import UnacceptedTable
from efitool.triage.dump_reads_unaccepted import check
from tests.cases import BARE, GIB, message, verdict

DUMP = GuestDump(
    architecture="x86_64",
    ranges=RangeSet(),
    size=0,
    searched=0,
    landmarks=(),
    tables=(),
    vmcoreinfo={"OSRELEASE": "6.12.117"},
    kernel_log=b"",
    log=GuestLog(),
    troubles=(),
)
CASE = BARE._replace(dump=DUMP, table=UnacceptedTable(1, 2 << 20, 4 * GIB, b"\xff"))


def test_fails() -> None:
    assert message(check, CASE) == (
        "16 MiB are unaccepted, and VMCOREINFO does not tell dumpers which"
    )


def test_asks_for_vmcoreinfo() -> None:
    assert verdict(check, CASE._replace(dump=DUMP._replace(vmcoreinfo={}))) == "unknown"


def test_passes() -> None:
    info = {"OSRELEASE": "6.17.1", "NUMBER(PAGE_UNACCEPTED_MAPCOUNT_VALUE)": "-258"}
    assert verdict(check, CASE._replace(dump=DUMP._replace(vmcoreinfo=info))) == "pass"


def test_silent() -> None:
    assert verdict(check, CASE._replace(dump=None)) is None
    assert verdict(check, CASE._replace(table=None)) is None
    empty = UnacceptedTable(1, 2 << 20, 4 * GIB, bytes(1))
    assert verdict(check, CASE._replace(table=empty)) is None
