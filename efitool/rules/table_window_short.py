"""An unaccepted table that is found stands for all unaccepted memory of the map.

The stub uses a table that is installed already as it is. Regions that lie outside of what its bits
stand for are accepted before the kernel is entered, all of them; above its end the holes between
are accepted too, which fails (`efitool explain mark-outside-table`).

Passes: a table from the lowest to the highest address of type 15. Fails: one with 8 units, and a
region of 10.

Reference: Linux v6.12, drivers/firmware/efi/libstub/unaccepted_memory.c,
allocate_unaccepted_bitmap() and process_unaccepted_memory().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.ranges import PhysRange, RangeSet
from efitool.replay import events as ev
from efitool.rules._base import TraceRule, few
from efitool.rules._trace_story import Story


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Compare the map that was handed over with the window."""
    table = story.final.table
    left = any(status is ev.Status.SUCCESS for _, status in story.exits)
    if not story.scenario.table or not story.scenario.kernel.handles_unaccepted:
        return
    if table and left:
        window = PhysRange(table.phys_base, table.end)
        regions = RangeSet(PhysRange(*region) for region in story.final.regions)
        if outside := regions - RangeSet.of(window):
            which = few([str(range) for range in outside])
            yield story.exits[-1][0].where, f"the table stands for {window}, and not for {which}"


RULE = TraceRule(
    "table-window-short",
    Severity.WARNING,
    check,
    "install no table, or one for the whole map",
)
