"""The buffer that GetMemoryMap() fills: descriptors, and nothing that says so.

The stride between them is the firmware's choice (48 bytes of edk2, of which 40 are the
structure). It is in no buffer, so it is found: every descriptor makes sense at it, and nothing
stands behind the structures.

Reference: UEFI 2.10, 7.2.3 EFI_BOOT_SERVICES.GetMemoryMap().
"""

from __future__ import annotations

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

DESCRIPTOR_LIMIT = 1 << 24
"""Descriptors of a map. Real ones have some hundred; this many take gigabytes to hold."""

FIRST_RESERVED, FIRST_OEM = 16, 0x7000_0000
"""Types between are nobody's (UEFI 2.10, 7.2.1)."""


def sniff(data: Data) -> bool:
    """Whether there is a stride at which all makes sense, with nothing in the padding."""
    return _found_stride(data, padding=True) is not None


def decode(data: Data, *, descriptor_size: int | None = None) -> MemoryMap:
    """Decode a whole buffer, by the stride that is given or found.

    Raises `MalformedError`, `LimitError`.
    """
    stride = descriptor_size or _found_stride(data)
    if stride is None:
        problem = f"no size of a descriptor makes sense of {len(data)} bytes (--descriptor-size)"
        raise MalformedError(NAME, "DescriptorSize", 0, problem)
    if stride < EFI_MEMORY_DESCRIPTOR.size:
        problem = f"found {stride}, expected at least {EFI_MEMORY_DESCRIPTOR.size}"
        raise MalformedError(NAME, "DescriptorSize", 0, problem)
    if left := len(data) % stride:
        problem = f"{left} bytes are left of a descriptor of {stride}"
        raise MalformedError(NAME, "Type", len(data) - left, problem)
    if not len(data):
        raise MalformedError(NAME, "Type", 0, "it is empty")
    if len(data) // stride > DESCRIPTOR_LIMIT:
        raise LimitError(f"{len(data) // stride} descriptors: more than {DESCRIPTOR_LIMIT}")
    rows = list(EFI_MEMORY_DESCRIPTOR.rows(data, stride))
    return MemoryMap(NAME, "GetMemoryMap", Descriptors(rows), descriptor_size=stride)


def _found_stride(data: Data, *, padding: bool = False) -> int | None:
    """Return the one stride at which the descriptors make sense, in steps of their alignment.

    With nothing behind the structures it is the only one: a multiple would have descriptors there.
    """
    strides = range(EFI_MEMORY_DESCRIPTOR.size, min(WIDEST, len(data)) + 1, 8)
    return next((s for s in strides if len(data) % s == 0 and _sensible(data, s, padding)), None)


def _sensible(data: Data, stride: int, padding: bool) -> bool:
    head = data[: LOOKED_AT * stride]
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
