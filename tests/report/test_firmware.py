"""A firmware as text and as JSON."""

from __future__ import annotations

import json as standard
from uuid import UUID

from efitool.formats import decode_image
from efitool.report import json, text
from efitool.report.terminal import Palette
from tests import build, inspections
from tests import firmware_build as fw
from tests.build import Section
from tests.subjects import reference

PLAIN = Palette(enabled=False)
DRIVER = build.pe(Section(b".text", 0x1000, b"\xc3" * 16), subsystem=11, nx=False)
CONTENT = fw.volume(
    fw.file(*fw.named("FirstDxe", DRIVER)),
    fw.file(*fw.named("Evil\x1b[2JDxe", DRIVER)),
    fw.file(*fw.named("SecMain", fw.te(), fw.TE), type=fw.SECURITY_CORE),
)
DATA = CONTENT + fw.with_metadata(
    fw.tdvf((0, 0x1000, 0xFFC84000, 0x1000, 0, 1), (0, 0, 0x809000, 0x2000, 2, 0)),
    fw.sev((0x800000, 0x9000, 1)),
)
SUBJECT = inspections.file("OVMF.fd", decode_image(DATA))


def test_text() -> None:
    assert text.inspection(SUBJECT, PLAIN) == "\n".join(
        (
            "OVMF.fd",
            "  type          firmware, x86_64, 8.8 KiB",
            "  volume        at 0x0: 8.4 KiB, FFS2, 3 files",
            "  volume        at 0x2170: 256 bytes, FFS2",
            "  modules       3: 2 drivers, 1 security core",
            "",
            "Capabilities",
            "  ✘ no       provides-acceptance-protocol  no module installs the protocol",
            "  ✘ no       accepts-memory                no module accepts memory",
            (
                "  ✘ no       lazy-accept                   it accepts all memory, or"
                " knows of none to accept"
            ),
            "  ✘ no       accept-all-at-exit            no module accepts what is left at the end",
            "",
            "For the hypervisor",
            "  TDX   BFV               0xffc84000-0xffc85000    4.0 KiB  from 0x0, measured",
            "  TDX   TD HOB            0x00809000-0x0080b000    8.0 KiB",
            "  SEV   SNP SEC MEM       0x00800000-0x00809000   36.0 KiB",
            "",
            "Modules",
            "  FirstDxe        driver         PE   x86_64       4.0 KiB",
            "  Evil\\x1b[2JDxe  driver         PE   x86_64       4.0 KiB",
            "  SecMain         security core  TE   x86_64      96 bytes",
            "",
            "Findings",
            (
                "  warning  image-not-nx: firmware:FirstDxe > PE: the NX_COMPAT flag"
                " is not set: firmware that"
            ),
            (
                "           enforces NX refuses the image (and 1 more module, see"
                " --json); link it with NX_COMPAT"
            ),
            "           once it truly is",
        )
    )


def test_all_guids_are_those_of_the_modules() -> None:
    guid = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
    found = reference(guid, layer="firmware:FirstDxe > PE")
    subject = inspections.file("OVMF.fd", decode_image(DATA), found)
    assert str(guid) not in text.inspection(subject, PLAIN)
    assert str(guid) in text.inspection(subject, PLAIN, all_guids=True)


def test_json() -> None:
    said = standard.loads(json.dumps(json.inspection(SUBJECT)))
    assert said["image"]["type"] == "firmware"
    assert [c["layer"] for c in said["children"]] == [
        "firmware:FirstDxe > PE",
        "firmware:Evil\x1b[2JDxe > PE",
        "firmware:SecMain > TE",
    ]
    firmware = said["image"]["firmware"]
    assert firmware["build"] is None
    assert firmware["tdvf"][0] == {
        "type": "bfv",
        "start": "0xffc84000",
        "end": "0xffc85000",
        "size": 4096,
        "raw_offset": "0x0",
        "raw_size": 4096,
        "attributes": "0x1",
    }
    assert firmware["sev"] == [
        {"type": "snp-sec-mem", "start": "0x800000", "end": "0x809000", "size": 36864}
    ]
    assert (firmware["igvm"], firmware["sev_es_reset"], firmware["sev_hashes"]) == (None,) * 3
    assert firmware["volumes"][0]["files"][0] == {
        "guid": str(fw.FILE),
        "name": "FirstDxe",
        "version": None,
        "type": "driver",
        "offset": "0x48",
        "size": len(fw.file(*fw.named("FirstDxe", DRIVER))),
        "layer": "firmware:FirstDxe > PE",
    }
    assert [entry["name"] for entry in firmware["table"]] == [
        "OVMF_SEV_META_DATA_GUID",
        "TDX_METADATA_OFFSET_GUID",
    ]


def test_other_images_have_no_key_of_it() -> None:
    assert "firmware" not in json.inspection(inspections.kernel())["image"]
