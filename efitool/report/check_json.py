"""A replay beside a recording as a JSON object."""

from __future__ import annotations

from typing import Any

from efitool.replay.check import Check
from efitool.report.json import VERSION
from efitool.report.trace_json import scenario


def check(path: str, done: Check) -> dict[str, Any]:
    """Describe the points, with both sides in lines."""
    return {
        "efitool": VERSION,
        "kind": "check",
        "path": path,
        "map": done.map.label,
        "scenario": scenario(done.scenario),
        "differs": done.differs,
        "points": [
            {
                "name": p.name,
                "verdict": p.verdict,
                "predicted": list(p.predicted),
                "recorded": list(p.recorded),
                "note": p.note,
            }
            for p in done.points
        ],
    }
