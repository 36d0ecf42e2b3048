"""Firmware for a TDX guest should say so in its metadata.

QEMU looks in the image for the TDVF descriptor, loads its sections and puts the memory map into the
hand-off block. It refuses an image without, with sections of types it does not know, or with too
little room for the map.

Evidence: QEMU's message; else the firmware's image and that the guest is to be one of TDX.

Reference: QEMU 10.0, hw/i386/tdvf.c and hw/i386/tdvf-hob.c; TDX Virtual Firmware Design Guide, 11.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.model.triage import Judgement, Origin, Verdict
from efitool.replay.scenario import Platform
from efitool.triage._base import TriageRule
from efitool.triage._guest import runs_on
from efitool.triage._said import said
from efitool.triage.case import Case

REFUSED = (
    r"Cannot find TDX_METADATA_OFFSET_GUID|Invalid TDVF signature in metadata!"
    r"|TDVF contains unsupported section type|TD_HOB overrun"
    r"|Failed to accept memory for TDVF section"
)


def check(case: Case) -> Iterator[Judgement]:
    """Look for QEMU's words; else for the descriptor."""
    if lines := said(case, REFUSED):
        yield Judgement(Verdict.FAIL, "QEMU cannot start TDX with this firmware", lines)
        return
    if not runs_on(case, Platform.TDX):
        return
    for evidence in case.evidence:
        image = evidence.artifact
        if isinstance(image, Image) and image.firmware:
            where = (Origin(evidence.path),)
            if image.firmware.metadata.tdvf is None:
                told = "the guest is one of TDX, and the firmware has no TDVF descriptor"
                yield Judgement(Verdict.FAIL, told, where)
            else:
                yield Judgement(Verdict.PASS, "the firmware has a TDVF descriptor", where)


RULE = TriageRule(
    id="tdvf-metadata",
    severity=Severity.ERROR,
    check=check,
    cause="the firmware is not built for TDX, or its metadata is not what QEMU reads",
    advice="use a build for TDX (OVMF.inteltdx); efitool inspect shows the metadata of an image",
)
