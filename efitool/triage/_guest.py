"""What several rules ask of a guest."""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.acpi import AcpiTable
from efitool.model.capability import Answer
from efitool.model.e820 import E820Type
from efitool.model.memmap import MemoryAttribute, MemoryType
from efitool.model.ranges import RangeSet
from efitool.model.triage import Fact, Judgement, Origin, Verdict
from efitool.replay.scenario import Platform
from efitool.triage._versions import FirmwareFix, firmware_has
from efitool.triage.case import Case

GIB = 1 << 30
USER = "user"
"""How Linux calls the table that its own command line makes: user-defined."""

ADD_EFI_MEMMAP = "add_efi_memmap"

RAM = frozenset(
    {
        MemoryType.LOADER_CODE,
        MemoryType.LOADER_DATA,
        MemoryType.BOOT_SERVICES_CODE,
        MemoryType.BOOT_SERVICES_DATA,
        MemoryType.CONVENTIONAL,
        MemoryType.UNACCEPTED,
    }
)


def runs_on(case: Case, *platforms: Platform) -> bool:
    return case.platform is not None and case.platform[0] in platforms


def unaccepted(case: Case) -> RangeSet:
    """Return what firmware's map has as unaccepted; nothing where there is no map."""
    return case.map.unaccepted if case.map else RangeSet()


def memory(case: Case) -> int:
    """Return the bytes of memory that the guest was given, 0 where nothing tells."""
    if case.given is not None:
        return case.given
    return sum(d.size for d in case.map.descriptors if d.type in RAM) if case.map else 0


def dropped(case: Case) -> RangeSet | None:
    """Return what was unaccepted and is not usable to the kernel, None without its e820 table."""
    if not case.e820:
        return None
    entries = case.e820[-1].entries
    usable = RangeSet(e.range for e in entries if e.type == E820Type.USABLE)
    return unaccepted(case) - usable


def reads_again(case: Case) -> str | None:
    """Tell why Linux reads firmware's map a second time, None where nothing tells that it does."""
    words = (text(case.command_line) or "").split()
    if ADD_EFI_MEMMAP in words:
        return f"{ADD_EFI_MEMMAP} is set"
    kinds = (MemoryType.CONVENTIONAL, MemoryType.UNACCEPTED)
    rows = case.map.descriptors if case.map else ()
    special = any(d.type in kinds and (d.attributes or 0) & MemoryAttribute.SP for d in rows)
    kept = special and "efi=nosoftreserve" not in words
    return "some memory has EFI_MEMORY_SP" if kept else None


def handles(case: Case) -> Answer:
    """Tell whether the kernel handles unaccepted memory."""
    told = case.kernel_told.get("unaccepted-memory")
    return told.answer if told else Answer.UNKNOWN


def text(fact: Fact | None) -> str | None:
    return None if fact is None else str(fact.value)


def origins(case: Case, *facts: Fact | None) -> tuple[Origin, ...]:
    """Return where some facts and the map stand."""
    known = tuple(f.origin for f in facts if f is not None)
    return (*known, *([case.map_origin] if case.map_origin else []))


def acpi(case: Case) -> Iterator[tuple[str, AcpiTable]]:
    """Yield each ACPI table that was read, and the path of its file."""
    for path, log in case.logs:
        for table in log.acpi:
            yield path, table
    yield from ((e.path, e.artifact) for e in case.evidence if isinstance(e.artifact, AcpiTable))


def by_firmware(
    case: Case, fix: FirmwareFix, lines: tuple[Origin, ...] = ()
) -> Iterator[Judgement]:
    """Judge a guest that a bug of EDK II would hit, by the version of its firmware."""
    match firmware_has(text(case.firmware), fix):
        case Answer.YES:
            yield Judgement(Verdict.PASS, f"the firmware has {fix.commit}")
        case Answer.NO:
            since, tag = fix.since, fix.tag
            told = f"{fix.what}: EDK II from {since} on, until {fix.commit} in {tag}"
            yield Judgement(Verdict.FAIL, told, (*lines, *origins(case, case.firmware)))
        case Answer.UNKNOWN:
            collect = f"the firmware's version or image: EDK II before {fix.tag} lacks {fix.commit}"
            yield Judgement(Verdict.UNKNOWN, collect, lines)
