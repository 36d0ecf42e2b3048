"""All evidence of one guest, joined: what each file tells, and who is believed.

A log of a boot counts for more than a map or a dump that was taken at some time; of several logs
that of a kernel with the most to say. Of several images the one counts whose release was booted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from efitool.model.artifact import as_log
from efitool.model.capability import Answer
from efitool.model.guest_log import GuestLog, Quote
from efitool.model.guest_memory import GuestDump
from efitool.model.image import Image
from efitool.model.memmap import MemoryType
from efitool.model.triage import Evidence, Fact, Facts, Origin
from efitool.triage._boots import KERNEL, STUB, last_boot
from efitool.triage._images import firmware_image, kernel_image, loader_image, told, version
from efitool.triage._machine import firmware, given, handles, platform, processors
from efitool.triage._memory import KERNELS_OWN, lost, usable, with_counted, with_map, with_table
from efitool.triage._predicted import predicted
from efitool.triage.case import Case

RAM = frozenset(
    {
        *(MemoryType.LOADER_CODE, MemoryType.LOADER_DATA, MemoryType.CONVENTIONAL),
        *(MemoryType.BOOT_SERVICES_CODE, MemoryType.BOOT_SERVICES_DATA),
        *(MemoryType.ACPI_RECLAIM, MemoryType.UNACCEPTED),
    }
)
"""What a kernel may use in the end."""


def join(evidence: tuple[Evidence, ...]) -> Case:
    """Return what the evidence shows together. Raises `LimitError`."""
    logs = tuple(sorted(_logs(evidence), key=lambda found: -_weight(found[1])))
    dumps = [e for e in evidence if isinstance(e.artifact, GuestDump)]
    dump = dumps[0].artifact if dumps and isinstance(dumps[0].artifact, GuestDump) else None
    release = _release(logs, dumps)
    kernel = kernel_image(evidence, release)
    if release is None and kernel and (stated := version(kernel)):
        release = Fact(stated, Origin(kernel.path))
    case = Case(
        evidence,
        release=release,
        command_line=_first((p, log.command_lines) for p, log in logs),
        firmware=firmware(evidence, logs),
        processors=processors(logs),
        kernel_told=told(kernel),
        firmware_told=told(firmware_image(evidence)),
        loader_told=told(loader_image(evidence)),
        meminfo=next((log.meminfo[-1] for _, log in logs if log.meminfo), None),
        tables=next((log.tables for _, log in logs if log.tables), ()),
        table=next((t for _, log in _all(evidence, logs) for t in log.unaccepted_tables), None),
        memory=next((log.memory for _, log in logs if log.memory), ()),
        messages=tuple(_messages(logs)),
        silent=_silent(logs),
        qemu=tuple((path, line) for path, log in logs for line in log.qemu),
        logs=logs,
        dump=dump,
    )
    case = with_map(case, tuple(_all(evidence, logs)))
    case = with_table(case)
    case = case._replace(platform=platform(case), given=given(case))
    case = case._replace(kernel_told=handles(case), usable=usable(case), lost=lost(case))
    return with_counted(case._replace(predicted=predicted(case)))


def facts(case: Case) -> Facts:
    """Return what `efitool triage --json` tells of the guest."""
    handled = case.kernel_told.get("unaccepted-memory")
    answer = handled.answer if handled else Answer.UNKNOWN
    listed = case.map
    parked = case.meminfo.kib.get("Unaccepted") if case.meminfo else None
    mapped = (
        case.given if listed is None else sum(d.size for d in listed.descriptors if d.type in RAM)
    )
    return Facts(
        kernel=case.release,
        handles_unaccepted=None if answer is Answer.UNKNOWN else answer,
        firmware=case.firmware,
        given_bytes=mapped,
        usable_bytes=case.usable,
        unaccepted_bytes=listed.unaccepted.size if listed else parked and parked << 10,
        lost_bytes=case.lost,
    )


def _logs(evidence: tuple[Evidence, ...]) -> Iterator[tuple[str, GuestLog]]:
    for e in evidence:
        if isinstance(e.artifact, GuestLog):
            yield e.path, last_boot(e.artifact)
        elif isinstance(e.artifact, GuestDump):
            yield e.path, e.artifact.log


def _all(
    evidence: tuple[Evidence, ...], logs: tuple[tuple[str, GuestLog], ...]
) -> Iterator[tuple[str, GuestLog]]:
    """Yield all that is no image, maps and tables of their own last."""
    yield from logs
    for e in evidence:
        if not isinstance(e.artifact, Image | GuestLog | GuestDump):
            yield e.path, as_log(e.artifact)


def _weight(log: GuestLog) -> int:
    """Say how much of a boot a log has."""
    own = any(e.format == KERNELS_OWN for e in log.e820)
    return sum((8 * bool(log.kernels), 4 * bool(log.maps), 2 * own, bool(log.memory)))


def _first(quoted: Iterable[tuple[str, tuple[Quote, ...]]]) -> Fact | None:
    for path, quotes in quoted:
        if quotes:
            return Fact(quotes[0].text, Origin(path, quotes[0].line, text=quotes[0].text))
    return None


def _release(logs: tuple[tuple[str, GuestLog], ...], dumps: list[Evidence]) -> Fact | None:
    if said := _first((p, log.kernels) for p, log in logs):
        return said._replace(value=str(said.value).partition(" ")[0])
    for e in dumps:
        if isinstance(e.artifact, GuestDump) and e.artifact.release:
            return Fact(e.artifact.release, Origin(e.path, text=f"OSRELEASE={e.artifact.release}"))
    return None


def _messages(logs: tuple[tuple[str, GuestLog], ...]) -> Iterator[tuple[str, Quote]]:
    """Yield complaints; what ``dmesg`` repeats counts once, what others say again is said again."""
    for path, log in logs:
        seen = set[str]()
        for quote in log.messages:
            if quote.text not in seen:
                yield path, quote
            if KERNEL.search(quote.text):
                seen.add(quote.text)


def _silent(logs: tuple[tuple[str, GuestLog], ...]) -> Origin | None:
    if any(log.kernels for _, log in logs):
        return None
    for path, log in logs:
        for quote in reversed(log.messages):
            if STUB in quote.text and not (log.memory or log.e820):
                return Origin(path, quote.line, text=quote.text)
    return None
