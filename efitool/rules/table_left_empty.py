"""An unaccepted table has something to say.

The stub makes it from the map before ExitBootServices(). Where firmware accepts all memory in that
call, the second map has no type 15, and the table stays behind with no bit set: "Unaccepted=" in
the kernel's log then means nothing.

Passes: a table with marked units. Fails: a kernel that handles unaccepted memory on firmware that
does not let it.

Reference: Linux v6.12, drivers/firmware/efi/libstub/x86-stub.c, exit_boot(); edk2,
OvmfPkg/AmdSevDxe/AmdSevDxe.c, AcceptAllMemory().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.replay import events as ev
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Look for a table that was made before firmware accepted what it is for."""
    kib = story.accepted_at_exit >> 10
    for turn in story.boot:
        if kib and isinstance(turn.step.event, ev.InstallTable):
            yield turn.where, f"nothing is marked in the table: firmware accepts {kib} KiB later"


RULE = TraceRule(
    "table-left-empty",
    Severity.NOTE,
    check,
    "look at the bits of a table, not for its presence",
)
