"""A replay as a picture: the map before, as it is handed over, and as the guest has it then."""

from __future__ import annotations

from collections.abc import Iterable

from efitool.model.e820 import E820Entry, E820Type, type_word
from efitool.model.memmap import MemoryDescriptor, MemoryType
from efitool.model.ranges import PhysRange, RangeSet
from efitool.replay.outcome import table_of
from efitool.replay.trace import Trace
from efitool.report._map_bands import Region
from efitool.report.map_svg import Panel, render


def picture(title: str, trace: Trace) -> str:
    """Draw the map at each phase that was reached."""
    final = trace.final
    panels = [Panel("before: firmware's first map", _firmware(trace.before))]
    if final.first_exit_done:
        handed = "handed over: firmware's last map"
        panels.append(Panel(handed, _firmware(final.descriptors)))
    if final.e820:
        running = "running: the kernel's e820 table, and what is not accepted"
        panels.append(Panel(running, _running(table_of(final), RangeSet(final.unaccepted))))
    return render(title, panels)


def _firmware(descriptors: Iterable[MemoryDescriptor]) -> tuple[Region, ...]:
    return tuple(Region(d.range, d.type, d.attributes) for d in descriptors)


def _running(entries: Iterable[E820Entry], unaccepted: RangeSet) -> tuple[Region, ...]:
    """Cut what is usable where it is not accepted yet."""
    table = tuple(entries)
    usable = RangeSet(e.range for e in table if e.type == E820Type.USABLE)
    return (
        *(_region(r, type_word(E820Type.USABLE)) for r in usable - unaccepted),
        *(_region(r, MemoryType.UNACCEPTED) for r in unaccepted & usable),
        *(_region(e.range, type_word(e.type)) for e in table if e.type != E820Type.USABLE),
    )


def _region(range: PhysRange, type: int | str) -> Region:
    return Region(range, type)
