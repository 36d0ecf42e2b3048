"""Nobody reads or writes memory before it is accepted.

The platform answers with an exception that has no good handler: #VC with exit code 0x404 on
SEV-SNP, #VE or the end of the guest on TDX. It is found at the address that is touched first.

Passes: a kernel that accepts what its table marks, and then uses it. Fails: a program that writes
where firmware's map has memory as conventional and as unaccepted, too.

Reference: Linux v6.12, arch/x86/coco/sev/core.c; arch/x86/coco/tdx/tdx.c;
AMD64 Architecture Programmer's Manual, volume 2, 15.36; Intel TDX Module 1.5 Base
Architecture Specification, SEPT_VE_DISABLE.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story

FAULT = "touched-unaccepted"


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Tell the first of its faults."""
    return story.broken(FAULT)


RULE = TraceRule(
    "touched-unaccepted",
    Severity.ERROR,
    check,
    "find who was to accept it: `efitool replay --trace` shows all steps before",
)
