"""Rules for replays: all faults have one, and a healthy guest breaks none."""

from __future__ import annotations

import inspect
import re

from efitool.model.findings import Finding, Severity
from efitool.replay import platform
from efitool.replay.outcome import result
from efitool.replay.scenario import AcpiMemory
from efitool.rules import judge_trace
from efitool.rules._trace_rules import TRACE_RULES
from tests.guests import FIRMWARE, MIB, guest, played
from tests.traces import broken

GUEST = guest((16 * MIB, 32 * MIB))


def test_a_healthy_guest() -> None:
    trace = played(GUEST)

    assert judge_trace(trace, result(trace)) == ()


def test_a_finding_carries_its_rule() -> None:
    trace = played(GUEST, firmware=FIRMWARE._replace(acpi=AcpiMemory.AS_WELL))

    [found] = judge_trace(trace, result(trace))
    assert found == Finding(
        "double-claim",
        Severity.WARNING,
        found.where,
        "0x1000000-0x2000000: the map has it as unaccepted, and an ACPI object has it too",
        "describe it once: leave it out of the map, or have no object for it",
    )
    assert re.fullmatch(r"step \d+", found.where)


def test_every_fault_has_a_rule() -> None:
    faults = set(re.findall(r'Fault\(\s*"([a-z-]+)"', inspect.getsource(platform)))
    judged = {vars(inspect.getmodule(rule.check)).get("FAULT") for rule in TRACE_RULES} - {None}

    assert len(faults) >= 6
    assert judged == faults


def test_a_trace_that_stops_at_once() -> None:
    trace = played(guest((0, 1 << 62), size=1 << 62))

    assert trace.final.phase == "halted"
    assert all(broken(rule, trace) == [] for rule in TRACE_RULES)
