"""Unaccepted memory stands in firmware's map or in an ACPI object, not in both.

What is in the map is the kernel's from the start, and accepted by its table. When it takes the
object (PNP0C80) into use, it finds the memory there, or adds it a second time where its map was not
believed; an object that accepts by itself then accepts what the table marks, too.

Passes: an object whose range is not in the map. Fails: one whose range is of type 15 there.

Reference: ACPI 6.5, 9.11; Linux v6.12, drivers/acpi/acpi_memhotplug.c, acpi_memory_enable_device();
mm/memory_hotplug.c, register_memory_resource().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story

FAULT = "double-claim"


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Tell the first of its faults."""
    return story.broken(FAULT)


RULE = TraceRule(
    "double-claim",
    Severity.WARNING,
    check,
    "describe it once: leave it out of the map, or have no object for it",
)
