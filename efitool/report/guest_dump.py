"""What a dump of a guest's memory holds, in words and as a JSON object."""

from __future__ import annotations

from typing import Any

from efitool import guids
from efitool.model.guest_memory import ConfigurationTable, GuestDump
from efitool.report.sizes import binary

FEW = 6
"""Ranges that are told in a line."""


def rows(dump: GuestDump) -> list[tuple[str, str]]:
    """Return what is to be said of a dump, a label before each line."""
    ranges = list(dump.ranges)
    told = ", ".join(map(str, ranges[:FEW]))
    more = f" and {len(ranges) - FEW} more" if len(ranges) > FEW else ""
    return [
        ("guest", dump.architecture or "an architecture that is not told"),
        ("memory", f"{binary(dump.size)} in the file: {told}{more}"),
        *([("release", dump.release)] if dump.release else []),
        *((mark.name, f"{mark.address:#x} {mark.text}".rstrip()) for mark in dump.landmarks),
        *(("", _named(table)) for table in dump.tables),
    ]


def _named(table: ConfigurationTable) -> str:
    return f"{table.address:#x} {guids.name_of(table.guid)}"


def json(dump: GuestDump) -> dict[str, Any]:
    """Describe a dump and everything that was found in it."""
    return {
        "architecture": dump.architecture,
        "size": dump.size,
        "searched": dump.searched,
        "ranges": [[hex(r.start), hex(r.end)] for r in dump.ranges],
        "release": dump.release,
        "landmarks": [
            {"name": mark.name, "address": hex(mark.address), "text": mark.text}
            for mark in dump.landmarks
        ],
        "configuration_tables": [
            {
                "guid": str(table.guid),
                "name": guids.name_of(table.guid),
                "address": hex(table.address),
            }
            for table in dump.tables
        ],
        "vmcoreinfo": dict(dump.vmcoreinfo),
        "kernel_log": dump.kernel_log.decode("utf-8", "replace"),
        "troubles": list(dump.troubles),
    }
