"""SARIF: what the standard demands of a log, and what programs rely on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from efitool.model.triage import Origin, Triage
from efitool.report.triage_sarif import render
from tests.report.triages import HEALTHY, IGNORED, PAGES, TRIAGE


def run(triage: Triage = TRIAGE) -> Any:
    """The one run of the log."""
    log = json.loads(render(triage, PAGES))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    return log["runs"][0]


def test_each_rule_is_told_with_its_page() -> None:
    driver = run()["tool"]["driver"]

    assert (driver["name"], len(driver["rules"])) == ("efitool", 4)
    assert driver["rules"][0] == {
        "id": "double-claim",
        "name": "DoubleClaim",
        "shortDescription": {"text": "Sentence of double-claim."},
        "fullDescription": {"text": "Cause: why."},
        "help": {"text": "Sentence of\ndouble-claim.\n\nMore {{x}}.\n\nWhat to do: what to do."},
        "defaultConfiguration": {"level": "warning"},
    }


def test_only_what_failed_has_a_level() -> None:
    assert [(r["ruleId"], r["kind"], r["level"]) for r in run()["results"]] == [
        ("kernel-ignores-unaccepted", "fail", "error"),
        ("acceptance-on-demand", "informational", "none"),
        ("firmware-provides-protocol", "open", "none"),
        ("double-claim", "pass", "none"),
    ]


def test_results_refer_to_their_rules() -> None:
    told = run()
    rules = told["tool"]["driver"]["rules"]

    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in told["results"])


def test_a_rule_without_a_page_has_no_index() -> None:
    assert "ruleIndex" not in json.loads(render(TRIAGE, ()))["runs"][0]["results"][0]


def test_a_failure_stands_where_its_first_evidence_is() -> None:
    result = run()["results"][0]

    assert result["message"] == {"text": "the kernel drops 768 MiB {{0}}"}
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "logs/serial%201.log", "index": 0},
                "region": {
                    "startLine": 946,
                    "snippet": {"text": "efi: mem09: [type=15|<b>\x1b[2J"},
                },
            }
        }
    ]
    assert result["relatedLocations"] == [
        {
            "id": 1,
            "physicalLocation": {
                "artifactLocation": {"uri": "vmlinuz", "index": 1},
                "region": {"byteOffset": 496, "byteLength": 1},
            },
            "message": {"text": "Linux version 6.1"},
        },
        {
            "id": 2,
            "physicalLocation": {
                "artifactLocation": {"uri": "/sos/dmesg", "index": 3},
                "region": {"startLine": 3},
            },
        },
    ]
    assert result["properties"]["advice"] == "boot Linux 6.5 or newer"


def test_what_cannot_be_said_names_what_to_collect() -> None:
    result = run()["results"][2]

    assert result["message"]["text"] == "to tell, collect the firmware image (OVMF_CODE.fd)"
    assert "locations" not in result


def test_a_member_is_nested_in_its_archive() -> None:
    assert run()["artifacts"][2:4] == [
        {"location": {"uri": "sos.tar.xz"}, "roles": ["analysisTarget"]},
        {
            "location": {"uri": "/sos/dmesg"},
            "roles": ["analysisTarget"],
            "parentIndex": 2,
            "description": {"text": "guest-log"},
        },
    ]


def test_archives_in_archives_are_nested_as_deep() -> None:
    artifacts = run(HEALTHY._replace(inputs=(("a.tar!b.zip!c", "guest-log"),)))["artifacts"]

    assert [(a["location"]["uri"], a.get("parentIndex")) for a in artifacts] == [
        ("a.tar", None),
        ("/b.zip", 0),
        ("/c", 1),
    ]


def test_what_an_input_is_is_told_once_for_each_input() -> None:
    inputs = (("a.tar", "sysfs-tar"), ("a.tar", "not used: 2 of its 3 files"))

    assert run(HEALTHY._replace(inputs=inputs))["artifacts"] == [
        {
            "location": {"uri": "a.tar"},
            "roles": ["analysisTarget"],
            "description": {"text": "sysfs-tar; not used: 2 of its 3 files"},
        }
    ]


def test_inputs_that_could_not_be_read_make_the_run_fail() -> None:
    assert run()["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {
                    "descriptor": {"id": "input-unreadable"},
                    "level": "error",
                    "message": {"text": "no format claims it"},
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": "%3Cscript%3E.bin", "index": 4}
                            }
                        }
                    ],
                }
            ],
        }
    ]


def test_a_healthy_guest_has_no_result() -> None:
    told = run(HEALTHY)

    assert told["results"] == []
    assert told["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    assert told["properties"] == {"verdict": "Nothing is wrong."}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/var/log/a b", "file:///var/log/a%20b"),
        ("c:odd", "c%3Aodd"),
        ("a\udce9", "a%5Cudce9"),
        ("x!/etc/passwd", "/etc/passwd"),
        ("a.tar!b.zip!c#1", "/c%231"),
        ("!", "%21"),
    ],
)
def test_paths_are_escaped(path: str, uri: str) -> None:
    finding = IGNORED._replace(evidence=(Origin(path),))
    told = run(HEALTHY._replace(inputs=(), findings=(finding,)))

    at = told["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert at["uri"] == uri
    assert told["artifacts"][at["index"]]["location"]["uri"] == uri


def test_fingerprints_survive_moved_lines_and_tell_results_apart() -> None:
    moved = IGNORED._replace(
        message="another amount",
        evidence=tuple(o._replace(path=f"other/{o.path}", line=7) for o in IGNORED.evidence),
    )
    twice = run(TRIAGE._replace(findings=(IGNORED, IGNORED)))["results"][:2]
    first, second = (r["partialFingerprints"]["ruleAndInputs/v1"] for r in twice)

    assert first != second
    results = run(TRIAGE._replace(findings=(moved,)))["results"]
    assert results[0]["partialFingerprints"] == {"ruleAndInputs/v1": first}
