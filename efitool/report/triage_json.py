"""What triage makes of a guest, as a JSON object."""

from __future__ import annotations

from typing import Any

from efitool.model.triage import Fact, Facts, Origin, Triage, TriageFinding
from efitool.report._json_values import hexadecimal, kebab
from efitool.report.json import VERSION


def triage(judged: Triage) -> dict[str, Any]:
    """Describe the verdict, and all that it rests on."""
    return {
        "efitool": VERSION,
        "kind": "triage",
        "inputs": [{"path": path, "is": what} for path, what in judged.inputs],
        "failures": [{"path": path, "message": why} for path, why in judged.failures.items()],
        "verdict": judged.verdict,
        "facts": _facts(judged.facts),
        "findings": [_finding(f) for f in judged.findings],
        "passed": list(dict.fromkeys(judged.passed)),
        "unknown": [{"rule": u.rule, "collect": u.collect} for u in judged.unknown],
    }


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "kernel": _value(facts.kernel),
        "handles_unaccepted": facts.handles_unaccepted and facts.handles_unaccepted.value,
        "firmware": _value(facts.firmware),
        "given_bytes": facts.given_bytes,
        "usable_bytes": facts.usable_bytes,
        "unaccepted_bytes": facts.unaccepted_bytes,
        "lost_bytes": facts.lost_bytes,
    }


def _value(fact: Fact | None) -> str | int | None:
    return None if fact is None else fact.value


def _finding(finding: TriageFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "answer": finding.verdict.value,
        "severity": kebab(finding.severity.name),
        "message": finding.message,
        "cause": finding.cause,
        "advice": finding.advice,
        "evidence": [_origin(o) for o in finding.evidence],
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "path": origin.path,
        "line": origin.line,
        "offset": hexadecimal(origin.offset),
        "text": origin.text,
    }
