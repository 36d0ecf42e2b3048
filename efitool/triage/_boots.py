"""The last boot of a log.

A console shows firmware, loader and kernel of one boot after the other, and may show a boot twice:
as it happened, and once more where somebody printed ``dmesg``. A copy has the same kernel, the
same addresses of tables and the same count of memory; it belongs to the boot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeVar

from efitool.model.e820 import E820Map
from efitool.model.guest_log import ConfigurationTables, GuestLog, MemInfo, Quote
from efitool.model.memmap import MemoryMap
from efitool.model.named_ranges import RangeList
from efitool.model.qemu import QemuCommandLine
from efitool.triage.case import Case

STUB = "EFI stub: "
KERNEL = re.compile(r"\[ *\d+\.\d{6}\] ")
"""The kernel's own time before a message."""

END = 1 << 62
"""A line that no log has."""

BOOTS = 100
"""Boots that are told apart: each log is compared with each of them, and logs may be thousands."""

T = TypeVar("T")
Mark = tuple[object, ...]


def last_boot(log: GuestLog) -> GuestLog:
    """Return what of a log belongs to its last boot, and what belongs to none."""
    starts = list(_starts(log))
    spoken = max(_by_kernel(log), default=0)
    later = [q.line for q in log.messages if STUB in q.text and q.line > spoken]
    if starts and later:
        return _between(log, spoken + 1)
    if len(starts) < 2:
        return log
    end = max((line for line in _by_kernel(log) if line < starts[-1]), default=0)
    return _between(log, end + 1)


def different(case: Case) -> tuple[tuple[str, Quote], ...]:
    """Return the path and the kernel of each log of another boot, the one that is judged first.

    Copies of one boot's log have the same kernel, and the same addresses and counts where both
    have any.
    """
    found: list[tuple[str, Quote, tuple[Mark, Mark]]] = []
    for path, log in case.logs:
        if log.kernels and len(found) < BOOTS:
            kernel, marks = log.kernels[0], _marks(log)
            if not any(kernel.text == k.text and _agree(marks, m) for _, k, m in found):
                found.append((path, kernel, marks))
    return tuple((path, kernel) for path, kernel, _ in found)


def _agree(one: tuple[Mark, Mark], other: tuple[Mark, Mark]) -> bool:
    return all(not a or not b or a == b for a, b in zip(one, other, strict=True))


def _marks(log: GuestLog) -> tuple[Mark, Mark]:
    return (
        tuple(t.addresses for t in log.tables)[:1],
        tuple(q.text for q in log.memory)[:1],
    )


def _starts(log: GuestLog) -> Iterator[int]:
    """Yield the line of the kernel's first words of each boot."""
    before: tuple[str, Mark, Mark] | None = None
    lines = [q.line for q in log.kernels]
    for quote, end in zip(log.kernels, (*lines[1:], END), strict=False):
        tables = tuple(t.addresses for t in log.tables if quote.line <= t.line < end)[:1]
        memory = tuple(q.text for q in log.memory if quote.line <= q.line < end)[:1]
        if not (tables or memory or _has_table(log, quote.line, end)):
            if before is None:
                before = (quote.text, (), ())
                yield quote.line
            continue
        again = before is not None and (
            before[0] == quote.text
            and before[1] in ((), tables or before[1])
            and before[2] in ((), memory or before[2])
        )
        if again and before:
            before = (quote.text, tables or before[1], memory or before[2])
        else:
            before = (quote.text, tables, memory)
            yield quote.line


def _has_table(log: GuestLog, start: int, end: int) -> bool:
    return any(start <= line < end for e in log.e820 for line in e.lines[:1] if "e820" in e.format)


def _by_kernel(log: GuestLog) -> Iterator[int]:
    """Yield the lines that a kernel wrote, or somebody who was up by then."""
    for quotes in (log.kernels, log.memory, log.command_lines, log.firmware, log.processors):
        yield from (q.line for q in quotes)
    yield from (t.line for t in log.tables)
    yield from (m.line for m in log.meminfo)
    yield from (q.line for q in log.messages if KERNEL.search(q.text))
    yield from (m.lines[-1] for m in log.maps if m.lines and m.format.startswith("dmesg"))
    yield from (e.lines[-1] for e in log.e820 if e.lines and e.format.startswith("dmesg"))


def _between(log: GuestLog, start: int) -> GuestLog:
    """Return what stands from a line on; what has no line stays."""
    kept = (tuple(_from(part, start)) for part in log)
    return GuestLog._make(kept)


def _from(part: Iterable[T], start: int) -> Iterator[T]:
    return (item for item in part if _line(item) is None or (_line(item) or 0) >= start)


def _line(item: object) -> int | None:
    match item:
        case Quote() | ConfigurationTables() | MemInfo() | QemuCommandLine():
            return item.line
        case MemoryMap() | E820Map() | RangeList():
            return min(chain(item.lines, (u.line for u in item.unread)), default=None)
        case _:
            return None
