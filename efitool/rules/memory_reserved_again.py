"""What the stub gave the kernel as usable stays usable in the kernel's own table.

Linux takes firmware's map in a second time with add_efi_memmap, and by itself where conventional
memory carries EFI_MEMORY_SP. That importer has no case for type 15: all unaccepted memory becomes
reserved, and reserved wins. It is so from 6.5 to 7.2 at least.

Passes: the same map with efi=nosoftreserve, or without special-purpose memory. Fails: type 15, and
a conventional descriptor with attribute 0x40000.

Reference: Linux v6.12, arch/x86/platform/efi/efi.c, do_add_efi_memmap() and
efi_memblock_x86_reserve_range().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.ranges import RangeSet
from efitool.replay import events as ev
from efitool.replay.kernel_e820 import do_efi_soft_reserve
from efitool.rules._base import TraceRule, few
from efitool.rules._trace_memory import given, usable
from efitool.rules._trace_story import Story


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Compare the kernel's table with the one that it was given."""
    final = story.final
    if not story.result.lost or not final.kernel_e820 or not _imports(story):
        return
    kept = usable(final.kernel_e820) | RangeSet(final.hot_added)
    if lost := (given(story.trace) & usable(final.e820)) - kept:
        which = few([str(range) for range in lost])
        message = f"{lost.size >> 10} KiB were usable, and the kernel makes them reserved: {which}"
        yield story.step_of(ev.UpdateE820), message


def _imports(story: Story) -> bool:
    """Tell whether the kernel takes the map in a second time; a wrapped entry loses memory, too."""
    scenario = story.scenario
    reserves = scenario.soft_reserve and do_efi_soft_reserve(story.final.descriptors)
    return scenario.add_efi_memmap or reserves


RULE = TraceRule(
    "memory-reserved-again",
    Severity.WARNING,
    check,
    "boot with efi=nosoftreserve, and without add_efi_memmap",
)
