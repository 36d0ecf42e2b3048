"""What the kernel takes for usable has been accepted, or is marked in its unaccepted table.

Memory that is neither looks free and kills the guest when it is touched, maybe days later: nobody
will accept it. It comes of maps that have one range as conventional and as unaccepted, and of
tables that another kernel made.

Passes: every unaccepted unit marked. Fails: type 15 inside of type 7, and a kernel that drops the
one and believes the other.

Reference: Linux v6.12, drivers/firmware/efi/unaccepted_memory.c, accept_memory();
drivers/firmware/efi/libstub/x86-stub.c, setup_e820().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.ranges import PhysRange, RangeSet
from efitool.replay import events as ev
from efitool.replay.outcome import table_of
from efitool.replay.scenario import Platform
from efitool.rules._base import TraceRule, few
from efitool.rules._trace_memory import usable
from efitool.rules._trace_story import Story


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Compare the truth with the kernel's two tables."""
    final, table = story.final, story.final.table
    if not story.result.lost or story.scenario.platform is Platform.NONE:
        return
    marked = table.runs(table.phys_base, table.end) if table else ()
    waiting = RangeSet(final.unaccepted) & usable(table_of(final))
    if leaked := waiting - RangeSet(PhysRange(*run) for run in marked):
        which = few([str(range) for range in leaked])
        message = f"{leaked.size >> 10} KiB are usable, not accepted and not marked: {which}"
        yield story.step_of(ev.SetupE820), message


RULE = TraceRule(
    "memory-leaked",
    Severity.ERROR,
    check,
    "correct the map: `efitool explain descriptor-overlap`",
)
