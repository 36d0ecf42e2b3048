"""Boot services: which were called from the acceptance protocol on, and what came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import dropwhile
from typing import TypeAlias

from efitool.model.recording import Recording
from efitool.model.unaccepted import UnacceptedTable
from efitool.replay import events as ev
from efitool.replay._check_point import Point
from efitool.replay.events import Actor
from efitool.replay.recorded import asks_protocol
from efitool.replay.trace import Step, Trace

Call: TypeAlias = tuple[str, str | None, int]

STATUSES = {int(s): str(s) for s in ev.Status}
NAMES = {
    str(ev.ACCEPTANCE_PROTOCOL): "acceptance protocol",
    str(ev.UNACCEPTED_TABLE): "unaccepted table",
    str(ev.BOOT_MEMMAP): "boot memory map",
}
BEGINS = frozenset({str(ev.ACCEPTANCE_PROTOCOL), str(ev.BOOT_MEMMAP)})
"""What the part of the stub that is replayed asks for first, by version."""


def services(recording: Recording, trace: Trace) -> Point:
    """Compare the calls that have a GUID or leave boot services; nobody noted the others."""
    name = "boot services"
    if asks_protocol(recording) is None:
        return Point.not_recorded(name, "calls of boot services")
    noted = dropwhile(lambda call: call.guid not in BEGINS, recording.services or ())
    note = "from the acceptance protocol on; what the stub does before is not played"
    return Point.of(name, map(_words, _calls(trace.steps)), map(_words, noted), note)


def _calls(steps: Iterable[Step]) -> Iterator[Call]:
    for event, *_ in steps:
        match event:
            case ev.Call(Actor.STUB, service, status, (("guid", str(guid)),)):
                yield service, guid, status
            case ev.AllowUnacceptedMemory(_, status):
                yield "AllowUnacceptedMemory", None, status
            case ev.InstallTable():
                yield "InstallConfigurationTable", str(ev.UNACCEPTED_TABLE), 0
            case ev.ExitBootServices(_, _, status):
                yield "ExitBootServices", None, status
            case _:
                pass


def _words(call: Iterable[str | int | None]) -> str:
    name, guid, status = call
    about = f" {NAMES.get(str(guid), guid)}" if guid else ""
    return f"{name}{about}: {STATUSES.get(int(status or 0), status)}"


def maps_taken(recording: Recording, trace: Trace) -> Point:
    """Compare how often GetMemoryMap() returned a map after the table was installed."""
    name = "maps taken after the table"
    before = recording.maps_before_table
    if before is None or asks_protocol(recording) is None:
        return Point.not_recorded(name, "an unaccepted table as it was installed, and maps")
    installed, taken = False, 0
    for event, *_ in trace.steps:
        if isinstance(event, ev.InstallTable):
            installed = True
        elif isinstance(event, ev.Call) and event.service == "GetMemoryMap":
            taken += installed and not event.status
    return Point.of(name, [str(taken)], [str(len(recording.maps) - before)])


def table(recording: Recording, trace: Trace) -> Point:
    """Compare the header of the unaccepted table, and that it was blank."""
    name = "unaccepted table"
    predicted = next((s.event for s in trace.steps if isinstance(s.event, ev.InstallTable)), None)
    header = (
        [_header(predicted.unit_size, predicted.phys_base, predicted.size, 0)] if predicted else []
    )
    noted = recording.installed
    if noted is not None:
        return Point.of(name, header, [_header_of(noted)])
    if recording.maps and asks_protocol(recording) is not None:
        return Point.of(name, header, (), "the recording would have noted one")
    told = recording.log.tables
    if not told:
        return Point.not_recorded(name, "the table, or the kernel's list of tables")
    shown = any(word == "Unaccepted" for word, _ in told[0].addresses)
    if shown and not predicted:
        why = "there is one; firmware may have accepted all after it was made, which no log tells"
        return Point.not_predicted(name, why)
    return Point.of(name, [_is(predicted is not None)], [_is(shown)], "Unaccepted= in the log")


def _is(there: bool) -> str:
    return "there is one" if there else "there is none"


def _header_of(table: UnacceptedTable) -> str:
    return _header(table.unit_size, table.phys_base, len(table.bitmap), table.marked.size)


def _header(unit: int, base: int, size: int, marked: int) -> str:
    return f"{size} bytes of bits from {base:#x}, units of {unit:#x}, {marked:#x} marked"
