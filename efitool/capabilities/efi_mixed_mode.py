"""The 64-bit kernel can be started by 32-bit firmware (EFI mixed mode).

What counts, of a 64-bit kernel, is either of two ways in:

1. A ``.compat`` section whose entry is for i386: firmware's own loader finds the 32-bit entry
   point there, since Linux v5.7.
2. XLF_EFI_HANDOVER_32 in the setup header: a loader uses the EFI handover protocol, which since
   Linux v6.2 a configuration may lack.

Of a unified kernel image firmware starts the stub: one for x86-64 answers *no*, whatever its kernel
can. One for i386 starts each kernel at the entry in ``.compat``; whether it can start a 64-bit
kernel without that, by the EFI handover protocol, is *unknown*.

Reference: Linux v6.12, arch/x86/Kconfig, EFI_MIXED and EFI_HANDOVER_PROTOCOL;
arch/x86/boot/header.S, ".compat"; systemd v258, src/boot/pe.c, pe_kernel_info().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.capabilities._base import Question, Subject, no, unknown, yes
from efitool.model.capability import Capability, Evidence
from efitool.model.image import Arch, Image, ImageType, Machine
from efitool.model.linux import XLoadFlag

ID = "efi-mixed-mode"
ENTRY = 8
"""Size of an entry of ``.compat``: type, size, machine and the address of the entry point."""
COMPAT = bytes((1, ENTRY)) + Machine.I386.to_bytes(2, "little")
"""How an entry for i386 begins."""


def answer(subject: Subject) -> Capability:
    """Read the section and the flag."""
    image = subject.image
    if image.type is ImageType.UKI:
        return _of_stub(image)
    if image.arch is not Arch.X86_64:
        return no(ID, "it is no 64-bit kernel")
    seen = (*_flag(image), *_compat(image))
    if seen:
        return yes(ID, "it has an entry point for 32-bit firmware", *seen)
    return no(ID, "it has neither XLF_EFI_HANDOVER_32 nor a .compat section for i386")


def _of_stub(uki: Image) -> Capability:
    if uki.arch is not Arch.I386:
        return no(ID, f"firmware starts its stub, which is {uki.arch} code")
    kernels = _wide_kernels(uki)
    entries = [tuple(_compat(kernel)) for kernel in kernels]
    seen = [entry for found in entries for entry in found]
    if all(entries):
        return yes(
            ID, "its stub is i386 code and starts its 64-bit kernel at a 32-bit entry", *seen
        )
    seen += (flag for kernel in kernels for flag in _flag(kernel))
    if seen:
        return unknown(ID, "its stub is i386 code, and its kernel lacks an entry for it", *seen)
    return no(ID, "its stub is i386 code, and its 64-bit kernel has no entry for it")


def _wide_kernels(uki: Image) -> list[Image]:
    return [kernel for kernel in uki.children if kernel.arch is Arch.X86_64]


def _flag(image: Image) -> Iterator[Evidence]:
    header = image.linux.setup_header if image.linux else None
    flags = header.xloadflags if header else None
    if flags and XLoadFlag.EFI_HANDOVER_32 in flags:
        yield Evidence(f"xloadflags {flags:#x}", image.layer, 0x236)


def _compat(image: Image) -> Iterator[Evidence]:
    for s in image.pe.sections if image.pe else ():
        entry = image.data[s.offset : s.offset + min(s.size, ENTRY)]
        if s.name == ".compat" and len(entry) == ENTRY and entry.startswith(COMPAT):
            yield Evidence("section .compat", image.layer, s.offset)


def applies(image: Image) -> bool:
    """Only x86-64 has such an entry; a 32-bit bzImage needs none."""
    if image.type is ImageType.UKI:
        mixed = image.arch is Arch.I386 and bool(_wide_kernels(image))
        return mixed or image.arch is Arch.X86_64
    return image.type is ImageType.LINUX_BZIMAGE


QUESTION = Question(ID, applies, answer)
