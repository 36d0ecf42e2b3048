"""Who has to accept memory runs where it can be accepted.

Linux asks TDX or SEV-SNP, and panics elsewhere: "Cannot accept memory: unknown platform". In the
EFI stub that is before there is a console: the guest is silent. A firmware for confidential guests
that runs in a plain one shows such a map.

Passes: a map with type 15 on TDX or SEV-SNP; any other map anywhere. Fails: two pages of type 15,
and neither.

Reference: Linux v6.12, arch/x86/boot/compressed/mem.c and arch/x86/include/asm/unaccepted_memory.h,
arch_accept_memory().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story

FAULT = "unknown-platform"


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Tell the first of its faults."""
    return story.broken(FAULT)


RULE = TraceRule(
    "platform-unknown",
    Severity.ERROR,
    check,
    "start the guest as a TDX or SEV-SNP guest, or with firmware that accepts all",
)
