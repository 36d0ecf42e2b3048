"""Every policy on one map as a JSON object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from efitool.model.findings import Finding
from efitool.replay.matrix import Cell
from efitool.report.json import VERSION, finding
from efitool.report.trace_json import summary


def matrix(
    path: str, label: str, cells: Iterable[Cell], findings: Iterable[Finding]
) -> dict[str, Any]:
    """Describe what comes of each firmware with each kernel on each platform."""
    return {
        "efitool": VERSION,
        "kind": "matrix",
        "path": path,
        "map": label,
        "cells": [
            {
                "firmware": cell.firmware.name,
                "kernel": cell.kernel.name,
                "platform": cell.platform,
                "simulated": cell.firmware.simulated,
                **summary(cell.result),
                "operations": cell.operations,
            }
            for cell in cells
        ],
        "findings": [finding(f) for f in findings],
    }
