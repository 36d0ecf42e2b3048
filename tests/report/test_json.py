"""The contract: keys, addresses as strings, sizes as integers."""

from __future__ import annotations

import hashlib
import json as stdlib_json

from efitool.errors import MalformedError
from efitool.report import json
from tests import inspections


def test_an_image() -> None:
    subject = inspections.kernel()

    value = stdlib_json.loads(json.dumps(json.inspection(subject)))

    assert list(value)[:5] == ["efitool", "kind", "path", "size", "sha256"]
    assert (value["efitool"], value["kind"], value["path"]) == (1, "image", "vmlinuz")
    assert value["size"] == len(subject.image.data)
    assert value["sha256"] == hashlib.sha256(subject.image.data).hexdigest()
    assert value["image"]["type"] == "linux-bzimage"
    assert value["image"]["arch"] == "x86_64"
    assert value["image"]["machine"] == "0x8664"
    assert value["image"]["subsystem"] == "efi-application"
    assert value["image"]["layers"] == ["pe", "bzimage", "zstd"]
    assert value["image"]["nx_compat"] is True
    assert value["image"]["sections"][1] == {
        "name": ".compat",
        "offset": "0x600",
        "rva": "0x600",
        "size": 8,
        "virtual_size": 8,
        "flags": ["code", "execute", "read"],
    }
    linux = value["linux"]
    assert linux["version"] == "6.12.0-test"
    assert linux["banner"] == "6.12.0-test (me@here) #1 SMP"
    assert linux["boot_protocol"] == "2.15"
    assert linux["xloadflags"] == [
        "kernel-64",
        "can-be-loaded-above-4g",
        "efi-handover-32",
        "efi-handover-64",
        "efi-kexec",
        "5level",
        "5level-enabled",
    ]
    assert linux["handover_offset"] == "0x190"
    assert linux["stub_version"] == "3.0"
    assert linux["payload"] == {
        "compression": "zstd",
        "offset": "0x1100",
        "size": 68,
        "unpacked_size": 4096,
    }
    assert linux["config"] is None
    assert linux["setup_header"]["setup_sects"] == 7
    assert linux["setup_header"]["kernel_version"] == "0x500"
    assert value["children"] == []


def test_guids_carry_name_kind_and_every_reference() -> None:
    guids = json.inspection(inspections.kernel())["guids"]

    assert guids[0] == {
        "guid": "c5a010fe-38a7-4531-8a4a-0500d2fd1649",
        "name": "OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID",
        "kind": "protocol",
        "references": [
            {
                "form": "immediate",
                "grade": "strong",
                "layer": "bzImage",
                "offset": "0x1234",
                "rva": "0x1234",
                "section": ".text",
                "call": "LocateProtocol",
                "calls": [{"service": "LocateProtocol", "rva": "0x2000"}],
            }
        ],
    }
    assert (guids[2]["name"], guids[2]["references"][0]["call"]) == (None, None)


def test_capabilities_and_findings() -> None:
    value = json.inspection(inspections.kernel())

    [unaccepted] = [c for c in value["capabilities"] if c["id"] == "unaccepted-memory"]
    assert unaccepted["answer"] == "yes"
    assert unaccepted["evidence"] == [
        {
            "what": "InstallConfigurationTable(LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID)",
            "layer": "bzImage",
            "offset": "0x1234",
        }
    ]
    [finding] = [
        f
        for f in json.inspection(inspections.hostile_application())["findings"]
        if f["rule"] == "image-not-nx"
    ]
    assert (finding["severity"], finding["where"]) == ("warning", "PE")


def test_an_error() -> None:
    e = MalformedError("bzimage", "payload_length", 0x24C, "cut off")

    assert json.error("x", e, str(e)) == {
        "efitool": 1,
        "kind": "error",
        "path": "x",
        "error": {
            "type": "MalformedError",
            "format": "bzimage",
            "field": "payload_length",
            "offset": "0x24c",
            "message": "bzimage: payload_length at 0x24c: cut off",
        },
    }
    other = json.error("x", IsADirectoryError(21, "Is a directory"), "Is a directory")
    assert other["error"]["type"] == "IsADirectoryError"
    assert other["error"]["offset"] is None


def test_one_line_whatever_the_text() -> None:
    line = json.dumps(json.inspection(inspections.hostile_application()))

    assert "\n" not in line
    assert "\x1b" not in line
