"""A replay on a terminal: what it came to, and the dialogue that led there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from operator import itemgetter
from textwrap import wrap
from typing import TypeAlias
from uuid import UUID

from efitool import guids
from efitool.model.findings import Finding
from efitool.model.ranges import BEYOND, PhysRange
from efitool.replay import events as ev
from efitool.replay.events import Actor
from efitool.replay.meminfo import unaccepted_kib
from efitool.replay.outcome import Outcome, Result
from efitool.replay.scenario import Scenario
from efitool.replay.trace import BurstSteps, Step, Trace
from efitool.report._trace_words import words
from efitool.report.sizes import binary
from efitool.report.terminal import Palette, escape
from efitool.report.text import findings as finding_lines
from efitool.report.verdict import sentence

ALIKE = (ev.Accept, ev.AddMemorySpace, ev.Mark, ev.Query, ev.Touch, ev.Unpark)
"""Events that come in long rows."""

Run: TypeAlias = Sequence[Step] | BurstSteps
Kind: TypeAlias = tuple[Hashable, ...]
Row: TypeAlias = tuple[type, int, int]
"""What an event is, its start and its end."""

RARE = {Actor.PLATFORM, Actor.LOADER}
"""Who is named only for what was accepted."""

SHOWN = 6
"""Steps that are shown of a row that has more than twice as many; the others are counted."""

NAME = 26
STATE = 12
"""Columns of an event's name, and of the state beside it: how much is unaccepted then."""


def outcome(
    title: str, trace: Trace, result: Result, findings: Sequence[Finding], palette: Palette
) -> str:
    """Say who was booted by what, how it ends, and what the guest has then."""
    said = sentence(result)
    paint = palette.green if result.outcome is Outcome.BOOTS else palette.red
    lines = [palette.bold(escape(title)), palette.dim(f"  {_scenario(trace.scenario)}"), ""]
    lines += [f"  {paint(line)}" for line in wrap(said[0].upper() + said[1:], palette.width - 2)]
    lines += ["", *(f"  {label:<22} {text}" for label, text in _figures(trace, result))]
    if told := finding_lines(findings, palette):
        lines += ["", *told]
    return "\n".join(lines)


def dialogue(trace: Trace, palette: Palette) -> Iterator[str]:
    """Yield the lines of each step: who does what, and where the guest stands then."""
    yield palette.dim(
        f"    n  actor    {'event':<{palette.width - 16 - STATE}}{'unaccepted':>{STATE}}"
    )
    n = 1
    for _, row in groupby(_runs(trace.steps.parts()), itemgetter(0)):
        runs = [run for _, run in row]
        yield from _shown(n, runs, palette)
        n += sum(map(len, runs))


def _runs(parts: Iterable[Run]) -> Iterator[tuple[Kind, Run]]:
    """Yield steps that are alike, a burst as it is, and what they have in common."""
    for n, part in enumerate(parts):
        if isinstance(part, BurstSteps):
            yield (part.actor, ALIKE, None), part
            continue
        for kind, row in groupby(enumerate(part), _kind):
            yield (*kind, n) if kind[1] is not ALIKE else kind, [step for _, step in row]


def _shown(n: int, runs: Sequence[Run], palette: Palette) -> Iterator[str]:
    """Yield the lines of steps that are alike, from the nth on: of many, the first and the last."""
    total = sum(map(len, runs))
    first = [*islice(chain.from_iterable(runs), 2 * SHOWN)]
    folds = total > len(first)
    for number, step in enumerate(first[:SHOWN] if folds else first, n):
        yield from _step(number, step, palette)
    if folds:
        others = islice(chain.from_iterable(map(_rows, runs)), SHOWN, total - 1)
        head = f"{'…':>5}  {first[0].event.actor:<9}"
        yield palette.dim(head + _folded(others))
        yield from _step(n + total - 1, runs[-1][-1], palette)


def _rows(run: Run) -> Iterable[Row]:
    """Return what steps do, for steps that are alike."""
    if isinstance(run, BurstSteps):
        return run.rows()
    return ((type(e), e.start, e.end) for e, *_ in run if isinstance(e, ALIKE))


def _folded(rows: Iterator[Row]) -> str:
    """Count steps, and tell the addresses around all of them: there may be a million."""
    counts: Counter[type] = Counter()
    low, high = BEYOND, 0
    for kind, start, end in rows:
        counts[kind] += 1
        low, high = (start if start < low else low), (end if end > high else high)
    counted = ", ".join(f"{count} more {kind.__name__}" for kind, count in counts.items())
    return f"{counted}, {PhysRange(low, high)}"


def _scenario(scenario: Scenario) -> str:
    """Name what is not as always, too."""
    parts = [
        scenario.firmware.name + (" (simulated)" if scenario.firmware.simulated else ""),
        scenario.kernel.name,
        scenario.platform,
        f"accept_memory={scenario.accept_memory}",
    ]
    if not scenario.soft_reserve:
        parts.append("efi=nosoftreserve")
    if scenario.add_efi_memmap:
        parts.append("add_efi_memmap")
    return ", ".join(parts)


def _figures(trace: Trace, result: Result) -> Iterator[tuple[str, str]]:
    """Yield what a person wants to know, by name."""
    yield "usable", binary(result.usable)
    yield "unaccepted", f"{binary(result.unaccepted)} of {binary(result.given)}"
    yield "lost", binary(result.lost)
    for actor in (Actor.PLATFORM, Actor.FIRMWARE, Actor.LOADER, Actor.STUB, Actor.KERNEL):
        if actor not in RARE or result.accepted[actor]:
            yield f"accepted by {actor}", binary(result.accepted[actor])
    calls = result.exit_boot_services_calls
    yield "ExitBootServices", f"{calls} {'call' if calls == 1 else 'calls'}"
    if table := trace.final.table:
        window = PhysRange(table.phys_base, table.end)
        units = f"{table.bits.count()} of {len(table.bits)} units of {binary(table.unit_size)}"
        yield "unaccepted table", f"{window}, {units} marked"
    else:
        yield "unaccepted table", "none"
    if result.shown:
        yield "/proc/meminfo", f"Unaccepted: {unaccepted_kib(result.shown)} kB"
    if result.faults:
        yield "faults", str(result.faults)


def _kind(numbered: tuple[int, Step]) -> Kind:
    """Return what steps of one row have in common; a number, where they come in no rows."""
    n, (event, fault, *_) = numbered
    return event.actor, ALIKE if isinstance(event, ALIKE) else n, fault and fault.id


def _step(n: int, step: Step, palette: Palette) -> Iterator[str]:
    name, detail, range, status = words(step.event)
    told = [str(range)] if range else []
    if isinstance(step.event, ev.Accept) and range:
        told.append(binary(range.size))
    told += [_told(key, value) for key, value in detail]
    head = f"{n:>5}  {step.event.actor:<9}{name:<{NAME}}"
    room = max(palette.width - len(head) - STATE, 24)
    text = ", ".join(told) + (
        f" -> {str(status).removeprefix('EFI_')}" if status is not None else ""
    )
    first, *others = wrap(escape(text.strip()), room, break_on_hyphens=False) or [""]
    paint = palette.yellow if status else str
    state = palette.dim(f"{binary(step.unaccepted):>{STATE}}")
    yield f"{head}{paint(f'{first:<{room}}')}{state}"
    yield from (" " * len(head) + line for line in others)
    if step.fault:
        severity = "the guest stops" if step.fault.fatal else "it goes on"
        fault = f"fault {step.fault.id}: {step.fault.range}: {step.fault.why} ({severity})"
        yield from (palette.red(f"{'':>16}{line}") for line in wrap(fault, palette.width - 16))


def _told(key: str, value: object) -> str:
    """Tell an argument or a result; a GUID by its name, and a reason by itself."""
    match key:
        case "guid":
            known = guids.lookup(UUID(str(value)))
            return known.name if known else str(value)
        case "reason":
            return str(value)
        case _ if isinstance(value, bool):
            return f"{key.replace('_', ' ')}: {'yes' if value else 'no'}"
        case _:
            return f"{key.replace('_', ' ')} {value}"
