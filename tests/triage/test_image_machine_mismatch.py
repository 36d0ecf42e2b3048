"""Fails on firmware's words, and on images that do not go together."""

from __future__ import annotations

from uuid import UUID

from efitool.model.capability import Answer
from efitool.model.firmware import FileType, Firmware, FirmwareFile, Metadata, Volume
from efitool.model.image import Arch, Image, ImageType
from efitool.model.linux import Linux
from efitool.model.triage import Evidence
from efitool.triage.image_machine_mismatch import check
from tests.cases import BARE, lines, message, says, told, verdict


def firmware(arch: Arch) -> Evidence:
    """Return firmware that is 32-bit until its DXE core runs."""
    files = (
        FirmwareFile(UUID(int=1), FileType.PEI_CORE, 0, 0, layer="FV > PeiCore"),
        FirmwareFile(UUID(int=2), FileType.DXE_CORE, 0, 0, layer="FV > DxeCore"),
    )
    volume = Volume("FV", 0, 0, UUID(int=3), None, 0, files)
    modules = (
        Image(ImageType.EFI_BOOT_DRIVER, Arch.I386, "FV > PeiCore", (), b""),
        Image(ImageType.EFI_BOOT_DRIVER, arch, "FV > DxeCore", (), b""),
    )
    of_all = Firmware((volume,), Metadata())
    made = Image(ImageType.FIRMWARE, None, "FV", (), b"", firmware=of_all, children=modules)
    return Evidence(f"OVMF-{arch}.fd", 0, "firmware", made)


BZIMAGE = Image(ImageType.LINUX_BZIMAGE, Arch.X86_64, "bzImage", (), b"", linux=Linux())
KERNEL = Evidence("vmlinuz", 0, "linux-bzimage", BZIMAGE)
SMALL = firmware(Arch.I386)
LARGE = firmware(Arch.X86_64)


def test_fails_on_the_words() -> None:
    case = BARE._replace(messages=says("Image type X64 can't be loaded on IA32 UEFI system."))

    assert lines(check, case) == [10]
    assert verdict(check, case._replace(evidence=(LARGE, KERNEL))) == "fail"


def test_fails_by_the_images() -> None:
    case = BARE._replace(evidence=(SMALL, KERNEL))

    assert message(check, case) == "the kernel is for x86_64, the firmware for i386"


def test_passes() -> None:
    assert verdict(check, BARE._replace(evidence=(LARGE, KERNEL))) == "pass"
    mixed = told(Answer.YES, "efi-mixed-mode")
    assert verdict(check, BARE._replace(evidence=(SMALL, KERNEL), kernel_told=mixed)) == "pass"


def test_silent() -> None:
    assert verdict(check, BARE._replace(evidence=(KERNEL,))) is None
    assert verdict(check, BARE._replace(evidence=(SMALL,))) is None
