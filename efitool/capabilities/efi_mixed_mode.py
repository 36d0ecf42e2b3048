"""The 64-bit kernel can be started by 32-bit firmware (EFI mixed mode).

What counts: XLF_EFI_HANDOVER_32 in the setup header of a 64-bit kernel; since Linux v5.7 also a
``.compat`` section, by which firmware's own loader finds the 32-bit entry point.

Reference: Linux v6.12, arch/x86/Kconfig, EFI_MIXED; arch/x86/boot/header.S, ".compat".
"""

from __future__ import annotations

from efitool.capabilities._base import Question, Subject, no, yes
from efitool.model.capability import Capability, Evidence
from efitool.model.image import Arch, ImageType
from efitool.model.linux import XLoadFlag

ID = "efi-mixed-mode"


def answer(subject: Subject) -> Capability:
    """Read the flag and the section table."""
    image = subject.image
    header = image.linux.setup_header if image.linux else None
    flags = header.xloadflags if header and header.xloadflags else XLoadFlag(0)
    compat = [
        Evidence("section .compat", image.layer, s.offset)
        for s in (image.pe.sections if image.pe else ())
        if s.name == ".compat"
    ]
    if image.arch is not Arch.X86_64:
        return no(ID, "it is no 64-bit kernel")
    if XLoadFlag.EFI_HANDOVER_32 not in flags:
        return no(ID, "its setup header lacks XLF_EFI_HANDOVER_32", *compat)
    flag = Evidence(f"xloadflags {flags:#x}", image.layer, 0x236)
    return yes(ID, "it has an entry point for 32-bit firmware", flag, *compat)


QUESTION = Question(ID, applies=lambda image: image.type is ImageType.LINUX_BZIMAGE, answer=answer)
