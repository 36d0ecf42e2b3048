"""For its second call of ExitBootServices() a loader has a buffer as large as firmware asks for.

Firmware that keeps bins for types of memory asks for more room than the map takes in the end. Who
comes back with the size that was returned, and not with that of the buffer, gets
EFI_BUFFER_TOO_SMALL; and by then no memory can be allocated.

Passes: a second map in a buffer with room to spare. Fails: one in as many bytes as the first took.

Reference: edk2, MdeModulePkg/Core/Dxe/Mem/Page.c, CoreGetMemoryMap(); vmware/esx-boot, issue 11;
UEFI 2.10, 7.2.3, EFI_BOOT_SERVICES.GetMemoryMap().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.replay import events as ev
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Look for a loader that stops because its map does not fit any more."""
    for one, two, three in zip(story.boot, story.boot[1:], story.boot[2:], strict=False):
        match one.step.event, two.step.event, three.step.event:
            case (
                ev.ExitBootServices(_, _, ev.Status.INVALID_PARAMETER),
                ev.Call(_, "GetMemoryMap", ev.Status.BUFFER_TOO_SMALL, detail),
                ev.Halt(),
            ):
                wanted = dict(detail)["size"]
                yield two.where, f"the map needs {wanted} bytes now, and the buffer is smaller"
            case _:
                pass


RULE = TraceRule(
    "exit-buffer-reused",
    Severity.ERROR,
    check,
    "pass the size of the whole buffer each time, and have some descriptors to spare",
)
