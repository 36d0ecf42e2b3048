"""What firmware gives as unaccepted is usable in the table that the kernel is given.

Linux before 6.5, and any without CONFIG_UNACCEPTED_MEMORY, has no case for type 15 and leaves it
out; GRUB's own path and Xen make it reserved. The guest boots, and sees less than it was given.

Passes: a kernel that handles it, or firmware that accepted it before. Fails: linux-6.1 on firmware
for TDX.

Reference: Linux v6.1, drivers/firmware/efi/libstub/x86-stub.c, setup_e820(); GRUB 2.12,
grub-core/mmap/efi/mmap.c; Xen 4.17, xen/arch/x86/efi/efi-boot.h.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.ranges import RangeSet
from efitool.replay import events as ev
from efitool.rules._base import TraceRule, few
from efitool.rules._trace_memory import given, usable
from efitool.rules._trace_story import Story


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Compare firmware's first map with the table."""
    final = story.final
    if not story.result.lost:
        return
    if dropped := given(story.trace) - (usable(final.e820) | RangeSet(final.hot_added)):
        which = few([str(range) for range in dropped])
        message = f"the kernel never sees {dropped.size >> 10} KiB of unaccepted memory: {which}"
        yield story.step_of(ev.SetupE820), message


RULE = TraceRule(
    "memory-dropped",
    Severity.WARNING,
    check,
    "use a kernel with CONFIG_UNACCEPTED_MEMORY and its EFI stub, or firmware that accepts all",
)
