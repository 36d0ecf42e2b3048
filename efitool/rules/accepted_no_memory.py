"""Only memory is accepted.

A request for addresses that firmware's map does not have as memory fails: the guest ends on
SEV-SNP, and exits to its VMM on TDX. An old unaccepted table that is shorter than the map leads
there: the stub accepts from its end on, holes included.

Passes: requests inside of memory. Fails: a table for 1 GiB that is found by a kernel, and a region
at 4 GiB.

Reference: Linux v6.12, arch/x86/coco/sev/core.c, __set_pages_state();
arch/x86/coco/tdx/tdx-shared.c, tdx_accept_memory().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story

FAULT = "accepted-no-memory"


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Tell the first of its faults."""
    return story.broken(FAULT)


RULE = TraceRule(
    "accepted-no-memory",
    Severity.ERROR,
    check,
    "correct the map or the table that was found: what is accepted is no memory",
)
