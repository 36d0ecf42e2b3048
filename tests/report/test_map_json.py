"""The contract: the shapes that programs read."""

from __future__ import annotations

from efitool.model.findings import Finding, Severity
from efitool.report import map_json
from tests.report.records import FILE


def test_maps() -> None:
    finding = Finding("unaccepted-unaligned", Severity.NOTE, "line 6", "m", "a")

    maps = map_json.maps(FILE, {15}, [finding])

    [map] = maps["maps"]
    assert (maps["efitool"], maps["kind"], maps["path"]) == (1, "memory-map", "=serial.log")
    assert map["descriptors"] == [
        {
            "type": 15,
            "type_name": "EfiUnacceptedMemoryType",
            "start": "0x100000000",
            "end": "0x100200000",
            "pages": 512,
            "attributes": "0xf",
            "attribute_names": ["UC", "WC", "WT", "WB"],
            "virtual_start": None,
            "line": 6,
        }
    ]
    assert (map["format"], map["label"], map["descriptor_size"]) == ("dmesg-efi", "line 5", None)
    assert map["summary"] == {
        "total_bytes": 0xA_0000 + 0x20_0000 + 0x1000,
        "memory_bytes": 0xA_0000 + 0x20_0000 + 0x1000,
        "by_type": {
            "EfiConventionalMemory": 0xA_0000,
            "EfiUnacceptedMemoryType": 0x20_0000,
            "0x70000001": 0x1000,
        },
        "unaccepted_bytes": 0x20_0000,
        "unaccepted_ranges": [["0x100000000", "0x100200000"]],
    }
    assert map["unread"] == [{"line": 7, "text": "mem02: [\x1b[2J"}]
    assert maps["e820"][0]["entries"] == [{"start": "0x0", "end": "0xa0000", "type": "usable"}]
    assert maps["ranges"][0]["ranges"] == [
        {"start": "0x0", "end": "0x10", "name": "a\x07", "depth": 1}
    ]
    assert maps["unaccepted_tables"] == [
        {
            "version": 1,
            "unit_size": 0x20_0000,
            "start": "0x100000000",
            "end": "0x101000000",
            "unaccepted_bytes": 0x40_0000,
            "unaccepted_ranges": [["0x100200000", "0x100600000"]],
        }
    ]
    assert maps["findings"][0]["rule"] == "unaccepted-unaligned"


def test_what_a_form_does_not_tell_is_null() -> None:
    [map] = map_json.maps(FILE, {0x7000_0001}, [])["maps"]

    [descriptor] = map["descriptors"]
    assert descriptor["type_name"] == "0x70000001"
    assert (descriptor["attributes"], descriptor["attribute_names"]) == (None, None)
    assert descriptor["virtual_start"] == "0x0"


def test_found() -> None:
    found = map_json.found(FILE)

    assert (found["kind"], found["format"], found["size"]) == ("record", "guest-log", 1234)
    assert found["maps"] == [
        {"format": "dmesg-efi", "label": "line 5", "kind": "memory map", "descriptors": 3}
    ]
    assert [t["unaccepted_bytes"] for t in found["unaccepted_tables"]] == [0x40_0000]
    assert found["log"]["kernels"] == [{"line": 1, "text": "6.12 \x1b[31m"}]
    assert found["log"]["tables"] == [{"line": 4, "addresses": {"Unaccepted": "0x7f773018"}}]
    assert found["log"]["meminfo"] == [{"line": 20, "kib": {"MemTotal": 8}}]
