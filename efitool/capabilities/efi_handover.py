"""The kernel has the EFI handover entry point.

A loader that has filled in boot_params may jump to it, past the PE entry point. The protocol is
deprecated: loaders should start the image with StartImage, and only what comes that way is
measured and verified by firmware.

What counts: XLF_EFI_HANDOVER_32 or XLF_EFI_HANDOVER_64 in the setup header, and a handover
offset. Boot protocol 2.11 (Linux v3.6) has the offset and not yet the flags: that answers
*unknown*.

Reference: Linux v6.12, Documentation/arch/x86/boot.rst, "EFI Handover Protocol (deprecated)".
"""

from __future__ import annotations

from efitool.capabilities._base import Question, Subject, no, unknown, yes
from efitool.model.capability import Capability, Evidence
from efitool.model.image import ImageType
from efitool.model.linux import XLoadFlag

ID = "efi-handover"
FLAGS = {XLoadFlag.EFI_HANDOVER_32: "32-bit", XLoadFlag.EFI_HANDOVER_64: "64-bit"}


def answer(subject: Subject) -> Capability:
    """Read the flags and the offset."""
    linux = subject.image.linux
    header = linux.setup_header if linux else None
    if header is None or not header.handover_offset:
        return no(ID, "its setup header has no handover offset")
    layer, flags = subject.image.layer, header.xloadflags
    offset = Evidence(f"handover_offset {header.handover_offset:#x}", layer, 0x264)
    if flags is None:
        return unknown(
            ID, "its boot protocol has the offset, and no flags yet to confirm it", offset
        )
    widths = [name for flag, name in FLAGS.items() if flag in flags]
    if not widths:
        return no(ID, "its setup header has an offset and neither handover flag")
    return yes(
        ID,
        f"{' and '.join(widths)} firmware may hand over at {header.handover_offset:#x}",
        Evidence(f"xloadflags {flags:#x}", layer, 0x236),
        offset,
    )


QUESTION = Question(
    ID, applies=lambda image: image.type is ImageType.LINUX_BZIMAGE, answer=answer, of_kernel=True
)
