"""Fails on QEMU's words, and on firmware without a descriptor."""

from __future__ import annotations

import pytest

from efitool.model.firmware import Firmware, Metadata
from efitool.model.image import Arch, Image, ImageType
from efitool.model.triage import Evidence
from efitool.triage.tdvf_metadata import check
from tests.cases import BARE, SNP, TDX, lines, says, verdict


def firmware(metadata: Metadata) -> Evidence:
    made = Image(ImageType.FIRMWARE, Arch.X86_64, "", (), b"", firmware=Firmware((), metadata))
    return Evidence("OVMF.fd", 0, "firmware", made)


PLAIN = firmware(Metadata())
TDVF = firmware(Metadata(tdvf=()))


@pytest.mark.parametrize(
    "line",
    [
        "qemu-system-x86_64: Cannot find TDX_METADATA_OFFSET_GUID",
        "qemu-system-x86_64: Invalid TDVF signature in metadata!",
        "qemu-system-x86_64: TDVF contains unsupported section type 7",
        "qemu-system-x86_64: TD_HOB overrun, size = 0x2000",
    ],
)
def test_fails_on_the_words(line: str) -> None:
    case = BARE._replace(messages=says(line))

    assert lines(check, case) == [10]
    assert verdict(check, case._replace(platform=TDX, evidence=(PLAIN,))) == "fail"


def test_fails_by_the_image() -> None:
    assert verdict(check, BARE._replace(platform=TDX, evidence=(PLAIN,))) == "fail"


def test_passes() -> None:
    assert verdict(check, BARE._replace(platform=TDX, evidence=(TDVF,))) == "pass"


def test_silent() -> None:
    assert verdict(check, BARE._replace(platform=TDX)) is None
    kernel = Evidence("vmlinuz", 0, "", Image(ImageType.LINUX_BZIMAGE, None, "", (), b""))
    assert verdict(check, BARE._replace(platform=TDX, evidence=(kernel,))) is None
    assert verdict(check, BARE._replace(platform=SNP, evidence=(PLAIN,))) is None
