"""Fails by the number of ranges and the version of EDK II."""

from __future__ import annotations

from efitool.triage.map_buffer_overflow import check
from tests.cases import BARE, GIB, MAP, fact, lines, message, unaccepted, verdict

MANY = unaccepted(*((n * GIB, GIB >> 1) for n in range(4, 11)))
FEW = unaccepted(*((n * GIB, GIB >> 1) for n in range(4, 10)))
CASE = BARE._replace(map=MANY, map_origin=MAP)


def test_fails() -> None:
    case = CASE._replace(firmware=fact("edk2-stable202505", 2))

    assert message(check, case) == (
        "with 7 unaccepted ranges GetMemoryMap() writes behind its buffer: "
        "EDK II from 202211 on, until f80a406aa9 in 202511"
    )
    assert lines(check, case) == [2, 20]


def test_asks_for_the_version() -> None:
    assert verdict(check, CASE) == "unknown"


def test_passes() -> None:
    assert verdict(check, CASE._replace(firmware=fact("EDK II 2025.11-1"))) == "pass"


def test_silent() -> None:
    assert verdict(check, BARE) is None
    few = CASE._replace(map=FEW, firmware=fact("edk2-stable202505"))
    assert verdict(check, few) is None
