"""The EFI stub writes into its unaccepted table, not beside it.

Where a table is found that ends below a region, process_unaccepted_memory() accepts from its end
on, and then sets a negative number of bits: it writes over memory that is somebody's. The bug is
in Linux 6.5 to 7.2 at least. The replay stops there.

Passes: a region inside of the table's window, or partly. Fails: one wholly above it.

Reference: Linux v6.12, drivers/firmware/efi/libstub/unaccepted_memory.c,
process_unaccepted_memory().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story

FAULT = "mark-outside-table"


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Tell the first of its faults."""
    return story.broken(FAULT)


RULE = TraceRule(
    "mark-outside-table",
    Severity.ERROR,
    check,
    "do not hand on a table that was made for another map",
)
