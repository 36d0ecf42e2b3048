"""Tells of a table that has nothing to say."""

from __future__ import annotations

from efitool.model.guest_log import ConfigurationTables, GuestLog, MemInfo
from efitool.model.unaccepted import UnacceptedTable
from efitool.triage.accepted_at_exit import check
from tests.cases import BARE, HIGH, LOG, MAP, lines, unaccepted, verdict

LISTED = ConfigurationTables(31, (("ACPI 2.0", 0x7FB7E014), ("Unaccepted", 0x7FB72F18)))
EMPTY = MemInfo(90, {"MemTotal": 4000000, "Unaccepted": 0})
CASE = BARE._replace(
    map=unaccepted(),
    map_origin=MAP,
    tables=(LISTED,),
    meminfo=EMPTY,
    logs=((LOG, GuestLog(tables=(LISTED,))),),
)


def test_tells() -> None:
    assert verdict(check, CASE) == "info"
    assert lines(check, CASE) == [31, 20]


def test_tells_by_the_table() -> None:
    table = UnacceptedTable(1, 2 << 20, 0, bytes(64))
    assert verdict(check, CASE._replace(meminfo=None, table=table)) == "info"


def test_silent() -> None:
    assert verdict(check, BARE) is None
    assert verdict(check, CASE._replace(map=HIGH)) is None
    assert verdict(check, CASE._replace(tables=())) is None
    assert verdict(check, CASE._replace(meminfo=MemInfo(90, {"Unaccepted": 4096}))) is None
    assert verdict(check, CASE._replace(meminfo=None)) is None
