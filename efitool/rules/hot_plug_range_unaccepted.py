"""No unaccepted memory lies where SRAT says that memory may be plugged in.

A memory device that turns up there is memory that Linux adds without accepting it, and what is
there already is in both ways the kernel's. The range of SRAT may be far wider than any device: QEMU
reserves terabytes for a slot of one GiB.

Passes: a hot-pluggable range behind all that is unaccepted. Fails: one around it.

Reference: ACPI 6.5, 5.2.16.2, Memory Affinity Structure, Hot Pluggable; Linux v6.12,
drivers/acpi/numa/srat.c, acpi_numa_memory_affinity_init().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import with_acpi


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Compare the ranges that are enabled and hot-pluggable with those of type 15."""
    for map, tables in with_acpi(log):
        for table in tables:
            for both in table.hot_pluggable & map.unaccepted:
                where = "unaccepted where memory may be plugged in"
                yield map.label, f"{both}, {both.size >> 10} KiB, is {where}"


RULE = LogRule(
    "hot-plug-range-unaccepted",
    Severity.WARNING,
    check,
    "keep the window for hot-plug apart from the memory that is there",
)
