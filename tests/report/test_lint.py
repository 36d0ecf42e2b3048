"""Findings, worst first in text, in their order in JSON."""

from __future__ import annotations

from efitool.model.findings import Finding, Severity
from efitool.report import lint
from efitool.report.terminal import Palette

NOTE = Finding("map-damaged", Severity.NOTE, "line 3", "not read: line 3", "read it again")
ERROR = Finding("descriptor-empty", Severity.ERROR, "line 4", "no pages", "leave it out")


def test_text() -> None:
    assert lint.text("a\x1bb", (NOTE, ERROR), Palette(False)) == (
        "a\\x1bb\n"
        "  error    descriptor-empty: line 4: no pages; leave it out\n"
        "  note     map-damaged: line 3: not read: line 3; read it again\n"
    )


def test_nothing_is_said_of_what_is_right() -> None:
    assert lint.text("a", (), Palette(True)) == ""


def test_json() -> None:
    assert lint.json("a", (NOTE, ERROR)) == {
        "efitool": 1,
        "kind": "findings",
        "path": "a",
        "findings": [
            {
                "rule": "map-damaged",
                "severity": "note",
                "where": "line 3",
                "message": "not read: line 3",
                "advice": "read it again",
            },
            {
                "rule": "descriptor-empty",
                "severity": "error",
                "where": "line 4",
                "message": "no pages",
                "advice": "leave it out",
            },
        ],
    }
