"""The contract: keys, addresses as strings, sizes as integers."""

from __future__ import annotations

import hashlib
import json as stdlib_json
import mmap

import pytest

from efitool.errors import MalformedError
from efitool.formats import efi_image
from efitool.model.image import DataDirectory
from efitool.report import json
from efitool.report._json_values import sha256
from tests import build, inspections
from tests.inspections import changed


def test_an_image() -> None:
    subject = inspections.kernel()

    value = stdlib_json.loads(json.dumps(json.inspection(subject)))

    assert list(value)[:6] == ["efitool", "kind", "path", "offset", "size", "sha256"]
    assert (value["efitool"], value["kind"], value["path"]) == (1, "image", "vmlinuz")
    assert value["size"] == len(subject.data)
    assert value["sha256"] == hashlib.sha256(subject.data).hexdigest()
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
    assert linux["kernel_info"] == {
        "offset": "0x1010",
        "size": 16,
        "size_total": 16,
        "setup_type_max": "0x80000009",
    }
    assert value["children"] == []


def test_sizes_in_the_setup_header_are_integers() -> None:
    header = json.inspection(inspections.kernel())["linux"]["setup_header"]

    assert {name for name, value in header.items() if isinstance(value, int)} == {
        "setup_sects",
        "syssize",
        "setup_move_size",
        "ramdisk_size",
        "cmdline_size",
        "payload_length",
        "init_size",
    }


def test_raw_header_values() -> None:
    kernel = inspections.kernel()
    assert kernel.inspection.image.pe
    directories = (DataDirectory("export", 0, 0), DataDirectory("security", 0x2000, 8))
    pe = kernel.inspection.image.pe._replace(checksum=0xBEEF, directories=directories)

    image = json.inspection(changed(kernel, image=kernel.inspection.image._replace(pe=pe)))["image"]

    assert image["checksum"] == "0xbeef"
    assert image["directories"] == [{"name": "security", "rva": "0x2000", "size": 8}]


def test_what_the_kernel_proper_says() -> None:
    value = json.inspection(inspections.with_kernel_proper())

    assert value["linux"]["config"] == {"CONFIG_X86": "y"}
    assert value["linux"]["build_id"] == "cafe"
    assert value["linux"]["symbols"] == 2
    [child] = value["children"]
    assert (child["layer"], child["size"]) == ("bzImage > zstd > vmlinux", 5)
    assert child["guids"] is None
    assert value["guids"]


@pytest.mark.parametrize(
    ("flags", "page_size"), [(0x0, None), (0x2, 4096), (0x4, 16384), (0x6, 65536)]
)
def test_an_arm64_image_says_its_page_size_and_its_own_configuration(
    flags: int, page_size: int | None
) -> None:
    image = efi_image.decode(build.arm64_image(flags=flags))
    assert image.linux
    image = image._replace(linux=image.linux._replace(config={"CONFIG_ARM64": "y"}))

    linux = json.inspection(inspections.file("Image", image, deep=True))["linux"]

    assert linux["arm64_header"] == {
        "text_offset": "0x0",
        "image_size": 0x200000,
        "flags": hex(flags),
        "big_endian": False,
        "page_size": page_size,
        "anywhere": False,
    }
    assert linux["config"] == {"CONFIG_ARM64": "y"}


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


def test_the_text_of_a_section_is_told_up_to_64_kib() -> None:
    parts = ((b".linux", build.bzimage()), (b".cmdline", b"a" * 65536), (b".osrel", b"b" * 65537))
    image = json.inspection(inspections.file("a.efi", efi_image.decode(build.uki(*parts))))["image"]

    sections = {s["name"]: s for s in image["uki"]["profiles"][0]["sections"]}
    assert sections[".cmdline"]["text"] == "a" * 65536
    assert sections[".osrel"]["text"] is None
    assert sections[".osrel"]["sha256"] == hashlib.sha256(b"b" * 65537).hexdigest()


def test_a_mapped_file_can_be_closed_after_a_part_of_it_was_hashed() -> None:
    with mmap.mmap(-1, 4096) as mapped:
        mapped[:4] = b"abcd"
        assert sha256(mapped, 1, 2) == hashlib.sha256(b"bc").hexdigest()


def test_an_image_without_headers_of_an_executable_has_no_machine_and_no_sections() -> None:
    kernel = inspections.kernel()
    image = kernel.inspection.image._replace(pe=None)
    bare = json.inspection(changed(kernel, image=image))["image"]
    assert (bare["machine"], bare["sections"]) == (None, [])


def test_an_image_inside_is_an_object_of_the_same_shape_that_says_where_it_begins() -> None:
    kernel = build.bzimage(compat=True)
    data = build.uki((b".linux", kernel))

    whole = json.inspection(inspections.file("a.efi", efi_image.decode(data)))

    [child] = whole["children"]
    assert list(child) == list(whole)
    assert (child["path"], child["efitool"], whole["offset"]) == ("a.efi", 1, None)
    assert child["offset"] == hex(data.index(kernel))
