"""What triage found, for programs that collect findings: SARIF 2.1.0.

Each rule is told with its manual page. What failed is a result at the level of its severity; what
is worth knowing is *informational*, what cannot be said is *open* and tells what to collect, what
was looked at and is well is *pass*. So a viewer that shows failures alone shows nothing else.

Reference: OASIS Standard, SARIF 2.1.0 with Errata 01.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from efitool.model.findings import Severity
from efitool.model.triage import RulePage, Triage, TriageFinding, Verdict
from efitool.report import _triage_sarif_places as places
from efitool.report._triage_sarif_places import Artifacts, message

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

LEVELS = {Severity.NOTE: "note", Severity.WARNING: "warning", Severity.ERROR: "error"}
NO_LEVEL = "none"
"""The level of all that did not fail (3.27.10)."""


def render(triage: Triage, pages: Sequence[RulePage]) -> str:
    """Return a log with one run; ``pages`` are of all rules there are, in any order."""
    artifacts = Artifacts()
    for path, what in triage.inputs:
        artifacts.add(path, what)
    results = _Results({page.id: n for n, page in enumerate(pages)}, artifacts)
    run = {
        "tool": {"driver": _driver(pages)},
        "invocations": [_invocation(triage.failures, artifacts)],
        "results": list(results.of(triage)),
        "artifacts": artifacts.listed(),
        "columnKind": "unicodeCodePoints",
        "properties": {"verdict": triage.verdict},
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _driver(pages: Sequence[RulePage]) -> dict[str, Any]:
    return {"name": "efitool", "version": version("efitool"), "rules": [_rule(p) for p in pages]}


def _rule(page: RulePage) -> dict[str, Any]:
    head, _, body = page.page.strip().partition("\n\n")
    return {
        "id": page.id,
        "name": "".join(word.capitalize() for word in page.id.split("-")),
        "shortDescription": message(" ".join(head.split())),
        "fullDescription": message(f"Cause: {page.cause}."),
        "help": message("\n\n".join(filter(None, (head, body, f"What to do: {page.advice}.")))),
        "defaultConfiguration": {"level": LEVELS[page.severity]},
    }


def _invocation(failures: Mapping[str, str], artifacts: Artifacts) -> dict[str, Any]:
    """Tell which inputs could not be read: the run was not all it was asked to be."""
    notifications = [
        {
            "descriptor": {"id": "input-unreadable"},
            "level": "error",
            "message": message(why),
            "locations": [{"physicalLocation": {"artifactLocation": artifacts.location(path)}}],
        }
        for path, why in failures.items()
    ]
    return {"executionSuccessful": not failures, "toolExecutionNotifications": notifications}


class _Results:
    """Results, and what they refer to: the places of rules and artifacts in their lists."""

    def __init__(self, indexes: Mapping[str, int], artifacts: Artifacts) -> None:
        self._indexes = indexes
        self._artifacts = artifacts
        self._seen = dict[tuple[str, ...], int]()

    def of(self, triage: Triage) -> Iterator[dict[str, Any]]:
        for finding in triage.findings:
            yield self._finding(finding)
        for unknown in triage.unknown:
            yield self._result(unknown.rule, "open", f"to tell, collect {unknown.collect}")
        for rule in triage.passed:
            yield self._result(rule, "pass", "nothing was found")

    def _finding(self, finding: TriageFinding) -> dict[str, Any]:
        failed = finding.verdict is Verdict.FAIL
        result = self._result(
            finding.rule,
            "fail" if failed else "informational",
            finding.message,
            tuple(origin.path for origin in finding.evidence),
        )
        result["level"] = LEVELS[finding.severity] if failed else NO_LEVEL
        where = [places.location(origin, self._artifacts) for origin in finding.evidence]
        if where:
            result["locations"] = where[:1]
        if where[1:]:
            result["relatedLocations"] = [{"id": n, **at} for n, at in enumerate(where[1:], 1)]
        result["properties"] = {"cause": finding.cause, "advice": finding.advice}
        return result

    def _result(
        self, rule: str, kind: str, text: str, paths: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        told_before = self._seen.get((rule, *paths), 0)
        self._seen[rule, *paths] = told_before + 1
        index = {"ruleIndex": self._indexes[rule]} if rule in self._indexes else {}
        return {
            "ruleId": rule,
            **index,
            "kind": kind,
            "level": NO_LEVEL,
            "message": message(text),
            "partialFingerprints": {
                "ruleAndInputs/v1": places.fingerprint(rule, *paths, str(told_before))
            },
        }
