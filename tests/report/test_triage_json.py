"""A triage as an object."""

from __future__ import annotations

from efitool.report.triage_json import triage
from tests.report.triages import IGNORED, TRIAGE


def test_all_of_it() -> None:
    told = triage(TRIAGE)

    assert list(told) == [
        *("efitool", "kind", "inputs", "failures", "verdict"),
        *("facts", "findings", "passed", "unknown"),
    ]
    assert told["verdict"] == TRIAGE.verdict
    assert told["inputs"][1] == {"path": "vmlinuz", "is": "linux-bzimage"}
    assert told["failures"] == [{"path": "<script>.bin", "message": "no format claims it"}]


def test_facts_are_null_where_nothing_tells() -> None:
    facts = triage(TRIAGE)["facts"]

    assert facts["kernel"] == "6.1.0-50"
    assert facts["handles_unaccepted"] == "no"
    assert facts["given_bytes"] == 1 << 30
    assert facts["firmware"] is None


def test_a_finding() -> None:
    finding = triage(TRIAGE._replace(findings=(IGNORED,)))["findings"][0]

    assert finding["rule"] == "kernel-ignores-unaccepted"
    assert (finding["answer"], finding["severity"]) == ("fail", "error")
    assert finding["evidence"][1] == {
        "path": "vmlinuz",
        "line": None,
        "offset": "0x1f0",
        "text": "Linux version 6.1",
    }
