"""Memory is accepted once.

TDX says that it was accepted already, and nothing changes. On SEV-SNP PVALIDATE says that it has
changed nothing; Linux and edk2 take that for an attack by the hypervisor, and stop. It happens
where a map has the same memory as unaccepted twice, and where a script asks for it.

Passes: neighbours. Fails: two regions of type 15 that overlap.

Reference: Linux v6.12, arch/x86/coco/sev/core.c, pvalidate_pages(); Intel TDX Module 1.5 ABI
Specification, TDG.MEM.PAGE.ACCEPT, TDX_PAGE_ALREADY_ACCEPTED.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story

FAULT = "accepted-twice"


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Tell the first of its faults."""
    return story.broken(FAULT)


RULE = TraceRule(
    "accepted-twice",
    Severity.WARNING,
    check,
    "let the map have each range once: `efitool explain descriptor-overlap`",
)
