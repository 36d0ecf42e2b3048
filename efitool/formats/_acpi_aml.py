"""Memory devices in AML, the byte code of DSDT and SSDT, as far as nothing need be run for it.

A device is found by the encoding of its package and of its ``_HID``; its ranges by a ``_CRS`` that
is a buffer of resource descriptors. Most firmware computes them: those stay unread.

Reference: ACPI 6.5, 20.2.5.2 (DefDevice), 20.2.4 (PkgLength), 6.4 (Resource Data Types), 9.11
(Memory Devices).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from efitool.errors import LimitError
from efitool.formats._acpi_layouts import DWORD_ADDRESS_SPACE, FIXED_MEMORY, QWORD_ADDRESS_SPACE
from efitool.model.acpi import MemoryDevice
from efitool.model.ranges import PhysRange

PACKAGE = rb"(?P<length>[\0-\x3f]|[\x40-\x4f].|[\x80-\x8f]..|[\xc0-\xcf]...)"
"""Bits 6 and 7 of the first byte say how many follow."""

SEGMENT = rb"[A-Z_][A-Z0-9_]{3}"

DEVICE = re.compile(
    rb"\x5b\x82"
    + PACKAGE
    # root and parents, and all but the last segment of a path
    + rb"[\\^]*(?:\x2e....|\x2f.(?:"
    + SEGMENT
    + rb")*)?(?P<name>"
    + SEGMENT
    + rb")"
    rb"|(?P<hid>\x08_HID(?:\x0c\x41\xd0\x0c\x80|\x0dPNP0C80\0))",
    re.DOTALL,
)
"""The start of a device, and the identifier of one that is memory."""

BUFFER = re.compile(rb"\x08_CRS\x11" + PACKAGE + rb"(?:\x0a.|\x0b..|\x0c....|[\0\1])", re.DOTALL)
"""A resource template that is written down: ``Name (_CRS, Buffer (…) {…})``."""

LAYOUTS = {0x8A: QWORD_ADDRESS_SPACE, 0x87: DWORD_ADDRESS_SPACE, 0x86: FIXED_MEMORY}
"""Large resource descriptors of memory, by their first byte."""

DEVICE_LIMIT = 512
"""Memory devices of a table; twice what QEMU has slots for."""

DEPTH_LIMIT = 16
"""Devices inside devices; bytes that only look like one may seem to hold all that follows."""


class Package(NamedTuple):
    """A device of which the end is still to come."""

    name: str
    start: int
    end: int


def memory_devices(format: str, code: bytes) -> tuple[MemoryDevice, ...]:
    """Return the memory devices in a definition block. Raises `LimitError`, `MalformedError`."""
    around: list[Package] = []
    found: list[Package] = []
    for match in DEVICE.finditer(code):
        around = [p for p in around if p.end > match.start()][-DEPTH_LIMIT:]
        if not match["hid"]:
            end = match.start("length") + _length(match["length"])
            around.append(Package(match["name"].decode(), match.end(), end))
        elif around:
            found.append(around[-1])
        if len(found) > DEVICE_LIMIT:
            raise LimitError(f"more than {DEVICE_LIMIT} memory devices")
    return tuple(MemoryDevice(p.name, _ranges(format, code[p.start : p.end])) for p in found)


def _length(encoded: bytes) -> int:
    """Return what a *PkgLength* says; it counts from its own first byte."""
    if len(encoded) == 1:
        return encoded[0]
    return encoded[0] & 0xF | int.from_bytes(encoded[1:], "little") << 4


def _ranges(format: str, device: bytes) -> tuple[PhysRange, ...] | None:
    """Return what the buffer of a device holds, None where it has none."""
    crs = BUFFER.search(device)
    if not crs:
        return None
    end = crs.start("length") + _length(crs["length"])
    ranges = _memory(format, device[crs.end() : end])
    return tuple(r for r in ranges if r.size)


def _memory(format: str, descriptors: bytes) -> Iterator[PhysRange]:
    """Yield the ranges of memory in a resource template; its end tag is 0x79."""
    at = 0
    while at < len(descriptors) and descriptors[at] & 0xF8 != 0x78:
        tag = descriptors[at]
        if tag & 0x80:
            layout = LAYOUTS.get(tag)
            fields = layout.parse(format, descriptors, at) if layout else {}
            if layout and not fields.get("ResourceType"):
                start = fields["Minimum"]
                yield PhysRange.sized(start, fields["AddressLength"])
            at += 3 + int.from_bytes(descriptors[at + 1 : at + 3], "little")
        else:
            at += 1 + (tag & 7)
