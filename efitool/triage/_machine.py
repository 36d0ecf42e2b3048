"""The machine, its firmware and its kernel, by what logs, images and command lines tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from efitool.model.capability import Answer
from efitool.model.guest_log import GuestLog
from efitool.model.image import Image
from efitool.model.memmap import MemoryAttribute, MemoryType
from efitool.model.ranges import RangeSet
from efitool.model.triage import Evidence, Fact, Origin
from efitool.model.unaccepted import UnacceptedTable
from efitool.replay.scenario import Path, Platform
from efitool.triage.case import Case, Told

Logs = tuple[tuple[str, GuestLog], ...]

UNACCEPTED = "unaccepted-memory"
"""The capability of kernels."""

PLATFORMS = (
    ("tdx: Guest detected", Platform.TDX),
    ("Intel TDX", Platform.TDX),
    ("SEV-SNP", Platform.SEV_SNP),
)
"""What kernels say, by the words. SEV and SEV-ES accept nothing."""

OBJECTS = {"tdx-guest": Platform.TDX, "sev-snp-guest": Platform.SEV_SNP}
"""What QEMU calls them."""

MADE_TABLE = "its stub has made a table of unaccepted memory"

SPELLED = "[type=15|"
"""How a kernel prints a type that it has no name for."""


def platform(case: Case) -> tuple[Platform, Origin] | None:
    """Tell who protects the guest's memory: its kernel knows best, then who started it."""
    for path, log in case.logs:
        for quote in log.platforms:
            for words, found in PLATFORMS:
                if words in quote.text:
                    return found, Origin(path, quote.line, text=quote.text)
    for path, line in case.qemu:
        return (
            OBJECTS.get(line.confidential or "", Platform.NONE),
            Origin(path, line.line, text=line.text),
        )
    return None


def processors(logs: Logs) -> Fact | None:
    """Tell how many processors the guest has."""
    for path, log in logs:
        for quote in log.processors:
            if found := re.search(r"(\d+) CPU", quote.text):
                return Fact(int(found[1]), Origin(path, quote.line, text=quote.text))
    for path, log in logs:
        for line in log.qemu:
            if line.processors:
                return Fact(line.processors, Origin(path, line.line, text=line.text))
    return None


def given(case: Case) -> int | None:
    """Tell how much memory QEMU gave the guest at first."""
    return next((line.memory for _, line in case.qemu if line.memory), None)


def firmware(evidence: tuple[Evidence, ...], logs: Logs) -> Fact | None:
    """Name the firmware and its version: by its image, else as the kernel does."""
    for e in evidence:
        if isinstance(e.artifact, Image) and e.artifact.firmware and e.artifact.firmware.build:
            build = e.artifact.firmware.build
            words = " ".join(w for w in (build.vendor, build.version) if w)
            return Fact(words, Origin(e.path, text=words))
    for path, log in logs:
        for quote in log.firmware[:1]:
            name = quote.text.partition(" by ")[2] or quote.text
            version = next(_versions(log), "")
            return Fact(f"{name} {version}".strip(), Origin(path, quote.line, text=quote.text))
    return None


def _versions(log: GuestLog) -> Iterator[str]:
    """Yield what DMI tells of the firmware's version, without its date."""
    for quote in log.machines:
        words = quote.text.rpartition(", BIOS ")[2].split()
        yield " ".join(words[:-1] or words)


def handles(case: Case) -> Mapping[str, Told]:
    """Add whether the kernel handles unaccepted memory, where a log tells and no image does."""
    known = case.kernel_told.get(UNACCEPTED)
    if known and known.answer is not Answer.UNKNOWN:
        return case.kernel_told
    seen = _seen(case)
    return case.kernel_told if seen is None else {**case.kernel_told, UNACCEPTED: seen}


def _seen(case: Case) -> Told | None:
    """Tell by a log what a kernel makes of unaccepted memory."""
    for path, log in case.logs:
        for tables in log.tables:
            if "Unaccepted" in dict(tables.addresses):
                return Told(Answer.YES, MADE_TABLE, Origin(path, tables.line))
    for path, quote in case.messages:
        if SPELLED in quote.text:
            origin = Origin(path, quote.line, text=quote.text)
            return Told(Answer.NO, "it has no name for EFI memory type 15", origin)
    for path, log in case.logs:
        for info in log.meminfo:
            if "Unaccepted" in info.kib:
                why = "its /proc/meminfo counts unaccepted memory"
                return Told(Answer.YES, why, Origin(path, info.line))
    for e in case.evidence:
        if isinstance(e.artifact, UnacceptedTable):
            return Told(
                Answer.YES, "its stub has made a table of unaccepted memory", Origin(e.path)
            )
    return _by_table(case)


def _by_table(case: Case) -> Told | None:
    """Tell by the kernel's e820 table: its stub lists unaccepted memory as usable, or not at all.

    What has EFI_MEMORY_SP is set aside in any case.
    """
    if case.map is None or not case.e820 or case.booted_by in (Path.GRUB, Path.XEN):
        return None
    plain = RangeSet(
        d.range
        for d in case.map.descriptors
        if d.type == MemoryType.UNACCEPTED and not (d.attributes or 0) & MemoryAttribute.SP
    )
    if not plain or case.e820_origin is None:
        return None
    listed = plain & RangeSet(e.range for e in case.e820[0].entries)
    if not listed:
        return Told(Answer.NO, "its e820 table has nothing of what is unaccepted", case.e820_origin)
    return None
