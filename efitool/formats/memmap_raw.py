"""The buffer that GetMemoryMap() fills: descriptors, and nothing that says so.

The stride between them is the firmware's choice (48 bytes of edk2, of which 40 are the
structure). It is in no buffer, so it is found: every descriptor makes sense at it, and nothing
stands behind the structures. Callers give GetMemoryMap() more room than it needs: zeros behind
the last descriptor are no part of the map, unless the stride is given.

Reference: UEFI 2.10, 7.2.3 EFI_BOOT_SERVICES.GetMemoryMap().
"""

from __future__ import annotations

from typing import NamedTuple

from efitool.errors import LimitError, MalformedError
from efitool.formats._base import Format, Kind
from efitool.formats._memory_layouts import EFI_MEMORY_DESCRIPTOR
from efitool.model.image import Data
from efitool.model.memmap import PAGE, Descriptors, MemoryMap

NAME = "memmap-raw"

WIDEST = 256
"""Bytes of a descriptor at most, where the size must be found: future versions may add fields."""

LOOKED_AT = 64
"""Descriptors that are looked at to find the stride: a wrong one shows in the first few."""

PIECE = 1 << 16
"""Bytes in which zeros are looked for at once, from the end on."""

DESCRIPTOR_LIMIT = 1 << 24
"""Descriptors of a map. Real ones have some hundred; this many take gigabytes to hold."""

FIRST_RESERVED, FIRST_OEM = 16, 0x7000_0000
"""Types between are nobody's (UEFI 2.10, 7.2.1)."""


class Extent(NamedTuple):
    """How a map lies in its buffer, in bytes."""

    stride: int
    size: int


def sniff(data: Data) -> bool:
    """Whether there is a stride at which all makes sense, with nothing in the padding."""
    return _found(data, padding=True) is not None


def decode(data: Data, *, descriptor_size: int | None = None) -> MemoryMap:
    """Decode a buffer, all of it if its stride is given.

    Raises `MalformedError`, `LimitError`.
    """
    extent = Extent(descriptor_size, len(data)) if descriptor_size else _found(data)
    if extent is None:
        problem = f"no size of a descriptor makes sense of {len(data)} bytes (--descriptor-size)"
        raise MalformedError(NAME, "DescriptorSize", 0, problem)
    stride, size = extent
    if stride < EFI_MEMORY_DESCRIPTOR.size:
        problem = f"found {stride}, expected at least {EFI_MEMORY_DESCRIPTOR.size}"
        raise MalformedError(NAME, "DescriptorSize", 0, problem)
    if left := size % stride:
        problem = f"{left} bytes are left of a descriptor of {stride}"
        raise MalformedError(NAME, "Type", size - left, problem)
    if not size:
        raise MalformedError(NAME, "Type", 0, "it is empty")
    if size // stride > DESCRIPTOR_LIMIT:
        raise LimitError(f"{size // stride} descriptors: more than {DESCRIPTOR_LIMIT}")
    rows = list(EFI_MEMORY_DESCRIPTOR.rows(data[:size], stride))
    room = len(data) - size
    label = f"GetMemoryMap, and {room} bytes of zeros" if room else "GetMemoryMap"
    return MemoryMap(NAME, label, Descriptors(rows), descriptor_size=stride)


def makes_sense(map: Data, stride: int) -> bool:
    """Whether the first descriptors make sense at a stride, with nothing in the padding."""
    return _sensible(map[: LOOKED_AT * stride], stride, padding=True)


def _found(data: Data, *, padding: bool = False) -> Extent | None:
    """Return the one stride at which the descriptors make sense, in steps of their alignment.

    With nothing behind the structures it is the only one: a multiple would have descriptors there.
    Where zeros follow, one descriptor could have any; two tell.
    """
    least = EFI_MEMORY_DESCRIPTOR.size
    if len(data) < least or not _sensible(data[:least], least, padding):
        return None
    used = _without_zeros(data)
    for stride in range(least, min(WIDEST, len(data)) + 1, 8):
        count = -(-used // stride)
        size = count * stride
        tells = size == len(data) or (count > 1 and size < len(data))
        if tells and _sensible(data[: min(size, LOOKED_AT * stride)], stride, padding):
            return Extent(stride, size)
    return None


def _without_zeros(data: Data) -> int:
    """Return the length of the data up to the last byte that is not zero."""
    for end in range(len(data), 0, -PIECE):
        start = max(end - PIECE, 0)
        if rest := data[start:end].rstrip(b"\0"):
            return start + len(rest)
    return 0


def _sensible(head: bytes, stride: int, padding: bool) -> bool:
    for at in range(0, len(head), stride):
        if any(head[at + EFI_MEMORY_DESCRIPTOR.size : at + stride]):
            return False
        if padding and any(head[at + 4 : at + 8]):
            return False
    return all(
        not FIRST_RESERVED < type < FIRST_OEM
        and start % PAGE == 0
        and pages > 0
        and start + pages * PAGE <= 1 << 64
        for type, start, _, pages, _ in EFI_MEMORY_DESCRIPTOR.rows(head, stride)
    )


FORMAT = Format(
    name=NAME,
    summary="the buffer that GetMemoryMap() fills, of any descriptor size",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="nothing",
    example="what a debugger or an EFI program wrote to a file; --descriptor-size N if not found",
)
