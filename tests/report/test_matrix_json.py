"""Every policy on one map, for a program."""

from __future__ import annotations

import json

from efitool.model.findings import Finding, Severity
from efitool.replay.scenario import Platform
from efitool.report.matrix_json import matrix
from tests.report.test_matrix_text import cells


def test_an_object_a_cell() -> None:
    finding = Finding("rule", Severity.NOTE, "descriptor 1", "odd", "do not")
    found = json.loads(json.dumps(matrix("map.bin", "line 7", cells(Platform.TDX), [finding])))

    assert list(found) == ["efitool", "kind", "path", "map", "cells", "findings"]
    assert (found["kind"], found["path"], found["map"]) == ("matrix", "map.bin", "line 7")
    assert len(found["cells"]) == 10
    assert found["cells"][4] == {
        "firmware": "edk2-sev-snp",
        "kernel": "no-retry-loader",
        "platform": "tdx",
        "simulated": False,
        "outcome": "fails",
        "sentence": "stops: boot services cannot be left: EFI_INVALID_PARAMETER",
        "exit_boot_services_calls": 1,
        "bytes": {
            "usable": 0,
            "given_unaccepted": 768 << 20,
            "unaccepted": 0,
            "lost": 0,
            "accepted_by_platform": 0,
            "accepted_by_firmware": 768 << 20,
            "accepted_by_loader": 0,
            "accepted_by_stub": 0,
            "accepted_by_kernel": 0,
        },
        "meminfo": {"unaccepted_kib": 0, "nr_unaccepted": 0},
        "faults": 0,
        "operations": 384,
    }
