"""What a capability is, and how one collects evidence for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from efitool.guids import name_of
from efitool.model.capability import Answer, Capability, Evidence
from efitool.model.image import Arch, Data, Image, ImageType, PeHeader, SectionFlag
from efitool.model.reference import Grade, GuidReference
from efitool.references import FOLLOWED

KERNELS = {
    ImageType.LINUX_BZIMAGE,
    ImageType.LINUX_ARM64,
    ImageType.LINUX_RISCV64,
    ImageType.LINUX_LOONGARCH64,
    ImageType.LINUX_ARM,
    ImageType.LINUX_ZBOOT,
}
EFI_APPLICATIONS = {ImageType.EFI_APPLICATION, ImageType.UKI, ImageType.SYSTEMD_STUB}
EFI_DRIVERS = {ImageType.EFI_BOOT_DRIVER, ImageType.EFI_RUNTIME_DRIVER}
FIRMWARE = {ImageType.FIRMWARE}
EFI_IMAGES = KERNELS | EFI_APPLICATIONS | EFI_DRIVERS

LOCATING = {
    "LocateProtocol",
    "LocateHandleBuffer",
    "LocateHandle",
    "HandleProtocol",
    "OpenProtocol",
}
"""Services by which an image asks for a protocol (UEFI 2.10, 7.3)."""
INSTALLING = {"InstallProtocolInterface", "InstallMultipleProtocolInterfaces"}
"""Services by which an image provides a protocol (UEFI 2.10, 7.3)."""

PIECES = "all pieces of the GUID are there; that they meet was not seen"
"""Why weak references do not decide."""

CHUNK = 256 << 10
"""Bytes that are searched at a time: what stays in a processor's cache while all look at it."""

STUB_MARK = "EFI stub: "
"""Prefix of every message of Linux's EFI stub (libstub/efistub.h, efi_info())."""

GRUB_MODULES = "mods"
"""Section of the modules that are built into GRUB: ELF files, which GRUB links when it starts
(GRUB 2.12, util/mkimage.c)."""


class Subject(NamedTuple):
    """An image under question, with the references of all its layers."""

    image: Image
    references: tuple[GuidReference, ...]

    def own_references(self, guid: UUID, grade: Grade = Grade.STRONG) -> tuple[GuidReference, ...]:
        """Return the references of one grade to a GUID in the image's own layer."""
        return tuple(
            r
            for r in self.references
            if r.guid == guid and r.layer == self.image.layer and r.grade is grade
        )


class Question(NamedTuple):
    """One capability: its id, the images it can be asked of, and the way to answer it.

    ``of_kernel`` says that a unified kernel image answers by the kernel inside it.
    """

    id: str
    applies: Callable[[Image], bool]
    answer: Callable[[Subject], Capability]
    of_kernel: bool = False


def search(image: Image, needles: Mapping[str, bytes]) -> Iterator[Evidence]:
    """Look for bytes, each under its name, in what a layer maps.

    A compressed payload is no part of that. In an ELF file only data is looked at: a stub mixes
    literals with its code, a kernel proper does not.
    """
    left = dict(needles)
    longest = max(map(len, needles.values()))
    for offset, size in _mapped(image):
        end = offset + size
        for start in range(offset, end, CHUNK):
            if not left:
                return
            content = image.data[start : min(start + CHUNK + longest, end)]
            for name, needle in tuple(left.items()):
                at = _find(content, needle)
                if at >= 0:
                    del left[name]
                    yield Evidence(name, image.layer, start + at)


def _find(content: bytes, needle: bytes) -> int:
    """Do what `bytes.find` does, faster for a needle that has zeros near its end.

    `bytes.find` moves on until the byte under the needle's end meets the same byte within the
    needle: with a zero near the end it creeps through all zeros of the content. So the bytes
    before the first zero are searched for, and the rest is compared where they are.
    """
    head = needle.partition(b"\0")[0]
    at = content.find(head)
    while at >= 0 and not content.startswith(needle, at):
        at = content.find(head, at + 1)
    return at


def _mapped(image: Image) -> Iterator[tuple[int, int]]:
    for section in image.elf.sections if image.elf else ():
        if SectionFlag.READ in section.flags and SectionFlag.EXECUTE not in section.flags:
            yield section.offset, section.size
    if not image.elf or not image.elf.sections:
        yield from ((segment.offset, segment.size) for segment in image.segments)


def find_texts(image: Image, texts: tuple[str, ...]) -> tuple[Evidence, ...]:
    """Look for each of several texts."""
    return tuple(search(image, {f'"{text}"': text.encode() for text in texts}))


def find_text(image: Image, text: str) -> Evidence | None:
    """Look for one text."""
    return next(iter(find_texts(image, (text,))), None)


def evidence_of(references: tuple[GuidReference, ...]) -> tuple[Evidence, ...]:
    """Say references as evidence, those that reach a service first."""
    return tuple(_evidence(r) for r in sorted(references, key=lambda r: not r.calls))


def _evidence(reference: GuidReference) -> Evidence:
    name = name_of(reference.guid)
    weak = " (weak)" if reference.grade is Grade.WEAK else ""
    calls = ", ".join(dict.fromkeys(call.service for call in reference.calls))
    what = f"{calls}({name})" if calls else f"{name} as {reference.form}"
    return Evidence(what + weak, reference.layer, reference.offset)


def calls_of(references: tuple[GuidReference, ...]) -> set[str]:
    """Return the names of all services that any of the references reaches."""
    return {call.service for reference in references for call in reference.calls}


def has_stub(image: Image) -> bool:
    """Whether a kernel has an EFI stub: PE headers, and the stub's messages outside the payload."""
    return image.pe is not None and find_text(image, STUB_MARK) is not None


def blind_spot(image: Image) -> str | None:
    """Say what of an image no reference could be seen in: nothing found there is not *no*."""
    pe = image.pe
    if pe and len(pe.sections) < _sections_stated(image.data, pe):
        return "not all of its sections were read"
    if pe and any(s.end > len(image.data) for s in pe.sections):
        return "not all of its sections are in the file"
    if pe and any(s.name == GRUB_MODULES for s in pe.sections):
        return "the code of its modules is not followed"
    if pe and not any(segment.code for segment in image.segments):
        return "none of its code is in the file"
    if image.layers[-1] == "te":
        return "the code of a terse executable is not followed"
    if any(part.layer == image.layer for part in image.unread):
        return "its references were too many to look at"
    if image.arch not in FOLLOWED:
        return f"the code of {image.arch or 'its architecture'} is not followed"
    return None


def drivers(subject: Subject) -> Iterator[Subject]:
    """Yield the drivers in a firmware that run in 64 bits, each with its own references.

    A terse executable is none of them: it runs before there are boot services.
    """
    own: dict[str, list[GuidReference]] = {}
    for reference in subject.references:
        own.setdefault(reference.layer, []).append(reference)
    for child in subject.image.children:
        if child.pe and child.type in EFI_DRIVERS and child.arch is subject.image.arch:
            yield Subject(child, tuple(own.get(child.layer, ())))


def of_firmware(
    id: str, subject: Subject, answer: Callable[[Subject], Capability], without: str
) -> Capability:
    """Answer for a firmware what its drivers answer; the first that can is the one that counts.

    ``without`` says what no driver can. Memory is accepted in guests on x86-64 only.
    """
    if nothing := not_asked(id, subject.image):
        return nothing
    doubtful: Capability | None = None
    for driver in drivers(subject):
        found = answer(driver)
        if found.answer is Answer.YES:
            return yes(id, f"{name_in_firmware(driver.image)}: {found.why}", *found.evidence)
        if found.answer is Answer.UNKNOWN and doubtful is None:
            why = f"{name_in_firmware(driver.image)}: {found.why}"
            doubtful = unknown(id, why, *found.evidence)
    return doubtful or nothing_in_firmware(id, subject.image, without)


def not_asked(id: str, image: Image) -> Capability | None:
    """Answer of a firmware without modules, and of one for other machines than x86-64."""
    if not image.children:
        return unknown(id, "there is no module in it: another file holds the code")
    if image.arch is not Arch.X86_64:
        return no(id, f"Intel TDX and AMD SEV-SNP run guests of x86_64, not of {image.arch}")
    return None


def nothing_in_firmware(id: str, image: Image, why: str) -> Capability:
    """Answer *no* of a firmware of which every part was read."""
    if image.unread:
        return unknown(id, f"nothing was seen of it, but {image.unread[0].layer} was not read")
    return no(id, why)


def name_in_firmware(module: Image) -> str:
    """Return the name that a module has in its firmware."""
    return module.layer.partition(":")[2].rpartition(" > ")[0]


def _sections_stated(data: Data, pe: PeHeader) -> int:
    """Return ``NumberOfSections`` (PE/COFF, COFF File Header), however many could be read."""
    return int.from_bytes(data[pe.offset + 6 : pe.offset + 8], "little")


def nothing_seen(id: str, subject: Subject, why: str, *guids: UUID) -> Capability:
    """Answer *no*, for ``why``, of an image in which no sure reference to any GUID was seen.

    Weak references to them, and what of the image was not looked at, make it *unknown*.
    """
    weak = [r for guid in guids for r in subject.own_references(guid, Grade.WEAK)]
    if weak:
        return unknown(id, PIECES, *evidence_of(tuple(weak)))
    if missed := blind_spot(subject.image):
        return unknown(id, f"nothing was seen of it, but {missed}")
    return no(id, why)


def yes(id: str, why: str, *evidence: Evidence) -> Capability:
    """The image can."""
    return Capability(id, Answer.YES, why, evidence)


def no(id: str, why: str, *evidence: Evidence) -> Capability:
    """The image cannot; everything that would show it was looked at."""
    return Capability(id, Answer.NO, why, evidence)


def unknown(id: str, why: str, *evidence: Evidence) -> Capability:
    """What was looked at does not decide; ``why`` says what is missing or in conflict."""
    return Capability(id, Answer.UNKNOWN, why, evidence)
