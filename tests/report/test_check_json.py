"""Comparisons as programs read them."""

from __future__ import annotations

from efitool.replay.check import Check, Point, Verdict
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import Platform, Scenario
from efitool.report import check_json
from tests.maps import unaccepted


def test_json_has_both_sides() -> None:
    scenario = Scenario(FIRMWARE["edk2-sev-snp"], KERNELS["linux-6.12"], Platform.NONE)
    points = (Point.of("table", ["A"], ["B"], "a note"),)

    found = check_json.check("boot", Check(unaccepted((0, 1 << 24)), scenario, points))

    assert (found["kind"], found["path"], found["map"], found["differs"]) == (
        "check",
        "boot",
        "GetMemoryMap",
        True,
    )
    assert found["points"] == [
        {
            "name": "table",
            "verdict": Verdict.DIFFERS,
            "predicted": ["A"],
            "recorded": ["B"],
            "note": "a note",
        }
    ]
