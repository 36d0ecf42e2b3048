"""What PRMT points to is memory of runtime services.

Linux calls the handlers of the Platform Runtime Mechanism at the virtual addresses that it gave the
runtime regions of the map. A handler elsewhere has none, and does not work.

Passes: a handler in a descriptor with EFI_MEMORY_RUNTIME; no static data, which is address 0.
Fails: a handler in conventional memory.

Reference: Platform Runtime Mechanism 1.0, 4.1.3; Linux v6.12, drivers/acpi/prmt.c,
efi_pa_va_lookup().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryAttribute
from efitool.model.ranges import RangeSet
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import with_acpi

RUNTIME = MemoryAttribute.RUNTIME.value


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Look each address up, in a map that is whole and tells attributes."""
    for map, tables in with_acpi(log):
        if map.unread or any(d.attributes is None for d in map.descriptors):
            continue
        runtime = RangeSet(d.range for d in map.descriptors if (d.attributes or 0) & RUNTIME)
        for handler in (h for table in tables for h in table.handlers):
            for name, at in (
                ("code", handler.address),
                ("static data", handler.static_data),
                ("parameters", handler.parameters),
            ):
                if (at or name == "code") and at not in runtime:
                    yield (
                        map.label,
                        f"{handler.guid}: its {name} at {at:#x}, which is not for runtime",
                    )


RULE = LogRule(
    "prm-address-not-runtime",
    Severity.ERROR,
    check,
    "allocate what PRMT points to as memory of runtime services",
)
