"""Boot services are left at the first call.

A second one is what the specification asks for when the map has changed, and costs nothing. But
where firmware changed it by accepting all memory in the first call, the boot took the time that
lazy acceptance saves: the loader did not say that it leaves memory to the kernel.

Passes: one call. Fails: a call that fails, and one that does not.

Reference: UEFI 2.10, 7.4.6, EFI_BOOT_SERVICES.ExitBootServices(); edk2,
OvmfPkg/AmdSevDxe/AmdSevDxe.c, AcceptAllMemory().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.replay import events as ev
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Count the calls before the one that works."""
    calls = story.exits
    if len(calls) > 1 and calls[-1][1] is ev.Status.SUCCESS:
        kib = story.accepted_at_exit >> 10
        why = f"firmware accepts {kib} KiB in the first" if kib else "the map had changed"
        yield calls[0][0].where, f"ExitBootServices() works at call {len(calls)}: {why}"


RULE = TraceRule(
    "exit-retried",
    Severity.NOTE,
    check,
    "let the loader call the protocol: `efitool explain acceptance-protocol`",
)
