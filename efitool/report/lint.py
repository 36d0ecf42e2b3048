"""Findings alone, as text and as JSON objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from efitool.model.findings import Finding
from efitool.report.json import VERSION, finding
from efitool.report.terminal import Palette, escape
from efitool.report.text import finding_rows


def text(path: str, findings: Sequence[Finding], palette: Palette) -> str:
    """Render what is wrong with a file, the worst first; nothing if nothing is."""
    if not findings:
        return ""
    worst_first = sorted(findings, key=lambda f: -f.severity)
    return "\n".join([palette.bold(escape(path)), *finding_rows(worst_first, palette)]) + "\n"


def json(path: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """Describe what is wrong with a file."""
    return {
        "efitool": VERSION,
        "kind": "findings",
        "path": path,
        "findings": [finding(f) for f in findings],
    }
