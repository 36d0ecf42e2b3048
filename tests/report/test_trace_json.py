"""A replay as JSON, as the contract has it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from efitool.model.findings import Finding, Severity
from efitool.replay import unaccepted_memory
from efitool.replay.events import ACCEPTANCE_PROTOCOL
from efitool.replay.outcome import result
from efitool.replay.scenario import Request
from efitool.report import trace_json
from tests.report.test_trace_text import UNIT, play


def described(*requests: Request) -> dict[str, Any]:
    trace = play(*requests)
    finding = Finding("rule", Severity.NOTE, "descriptor 1", "odd", "do not")
    pieces = trace_json.trace("map.bin", "line 7", trace, result(trace), [finding])
    found: dict[str, Any] = json.loads("".join(pieces))
    return found


def test_keys() -> None:
    found = described()

    assert list(found) == [
        *("efitool", "kind", "path", "map", "scenario", "steps", "result", "findings")
    ]
    assert (found["kind"], found["path"], found["map"]) == ("trace", "map.bin", "line 7")
    assert found["scenario"]["firmware"]["name"] == "edk2-sev-snp"
    assert found["scenario"]["platform"] == "sev-snp"
    assert found["findings"][0]["rule"] == "rule"


def test_services() -> None:
    first, second = described()["steps"][:2]

    assert first == {
        "n": 1,
        "actor": "stub",
        "event": "LocateProtocol",
        "detail": {"guid": str(ACCEPTANCE_PROTOCOL), "status": "EFI_SUCCESS"},
        "range": None,
        "unaccepted": 768 << 20,
        "fault": None,
    }
    assert second["event"] == "AllowUnacceptedMemory"
    assert second["detail"] == {"status": "EFI_SUCCESS"}


def test_requests() -> None:
    accept, query, touch = described(
        Request("accept", 0x20000000, 4096),
        Request("query", 0x20000000, 4096),
        Request("touch", 0x3FFFF000, 4096),
    )["steps"][-3:]

    assert (accept["actor"], accept["event"], accept["detail"]) == ("kernel", "Accept", {})
    assert accept["range"] == ["0x20000000", "0x20200000"]
    assert accept["unaccepted"] == 766 << 20
    assert (query["event"], query["detail"]) == ("Query", {"result": False})
    assert query["range"] == ["0x20000000", "0x20001000"]
    assert (touch["actor"], touch["event"]) == ("user", "Touch")
    assert touch["fault"]["id"] == "touched-unaccepted"
    assert touch["fault"]["range"] == ["0x3ffff000", "0x40000000"]
    assert touch["fault"]["fatal"] is True


def test_the_table_is_installed_as_a_configuration_table() -> None:
    installed = next(
        s
        for s in described()["steps"]
        if s["detail"].get("guid") == "d5d1de3c-105c-44f9-9ea9-bcef98120031"
    )

    assert installed["event"] == "InstallConfigurationTable"
    assert installed["detail"] == {
        "guid": "d5d1de3c-105c-44f9-9ea9-bcef98120031",
        "phys_base": "0x10000000",
        "unit_size": 0x200000,
        "size": 48,
        "status": "EFI_SUCCESS",
    }


def test_result() -> None:
    found = described(Request("accept", 0x10000000, 4 << 20))["result"]

    assert found["outcome"] == "boots"
    assert found["exit_boot_services_calls"] == 1
    assert found["bytes"] == {
        "usable": 1024 << 20,
        "given_unaccepted": 768 << 20,
        "unaccepted": 762 << 20,
        "lost": 0,
        "accepted_by_platform": 0,
        "accepted_by_firmware": 0,
        "accepted_by_loader": 0,
        "accepted_by_stub": 0,
        "accepted_by_kernel": 6 << 20,
    }
    assert found["table"] == {
        "version": 1,
        "unit_size": 0x200000,
        "phys_base": "0x10000000",
        "size": 48,
        "bitmap": "f8" + 47 * "ff",
    }
    assert found["e820"] == [{"start": "0x0", "end": "0x40000000", "type": "usable"}]
    assert found["memory_map"][1] == {
        "type": 15,
        "type_name": "EfiUnacceptedMemoryType",
        "start": "0x10000000",
        "end": "0x40000000",
        "pages": 768 << 8,
        "attributes": "0xf",
    }


@pytest.mark.parametrize("count", [3, 3000])
def test_many_at_once_are_told_as_one_by_one(count: int) -> None:
    accepts = tuple(Request("accept", 0x10000000 + n * UNIT, 4096) for n in range(count))
    told = []
    for at_once in (1, 1 << 30):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(unaccepted_memory, "AT_ONCE", at_once)
            told.append(described(*accepts, Request("query", 0x10000000, 9)))
    assert told[0] == told[1]
    steps = told[0]["steps"]
    assert [step["n"] for step in steps] == [*range(1, len(steps) + 1)]
