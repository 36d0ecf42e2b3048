"""The page in which an x86 kernel is told of the machine: /sys/kernel/boot_params/data.

It holds the first 128 entries of the e820 table. More of them are in a node of *setup_data*, and
the EFI map is elsewhere: of both, the page has the addresses alone.

Reference: Linux v6.12, Documentation/arch/x86/zero-page.rst; struct boot_params.
"""

from __future__ import annotations

from efitool.errors import MalformedError
from efitool.formats import _bzimage
from efitool.formats._base import Format, Kind
from efitool.formats._memory_layouts import BOOT_E820_ENTRY, BOOT_PARAMS_EFI_INFO
from efitool.model.e820 import E820Entry, E820Map
from efitool.model.image import Data

NAME = "boot-params"

PAGE = _bzimage.PAGE
EFI_INFO, SETUP_HEADER, E820_TABLE = 0x1C0, 0x202, 0x2D0
"""Offsets in the page."""

SIGNATURES = {b"EL64": "64-bit firmware", b"EL32": "32-bit firmware"}
"""*efi_loader_signature*: whose system table it is. Kernels not started by EFI have none."""

MOST_ENTRIES = 128
"""``E820_MAX_ENTRIES_ZEROPAGE``; one more is told by nobody."""


def sniff(data: Data) -> bool:
    """Whether it is a page with an EFI loader's signature, or the header that any loader fills."""
    return len(data) == PAGE and (
        data[EFI_INFO : EFI_INFO + 4] in SIGNATURES
        or (data[SETUP_HEADER : SETUP_HEADER + 4] == b"HdrS" and _bzimage.is_handed_over(data))
    )


def decode(data: Data, extension: Data = b"") -> E820Map:
    """Decode the page's table, with the entries that *setup_data* of type 1 adds to it.

    Raises `MalformedError`.
    """
    if len(data) < PAGE:
        raise MalformedError(NAME, "e820_table", len(data), f"it has no {PAGE} bytes")
    page = BOOT_PARAMS_EFI_INFO.parse(NAME, data, EFI_INFO)
    count = page["e820_entries"]
    if count > MOST_ENTRIES:
        raise MalformedError(NAME, "e820_entries", 0x1E8, f"found {count}, not {MOST_ENTRIES}")
    entry = BOOT_E820_ENTRY.size
    if left := len(extension) % entry:
        at = len(extension) - left
        raise MalformedError(NAME, "setup_data", at, f"{left} bytes are left of an entry")
    rows = BOOT_E820_ENTRY.rows(data[E820_TABLE : E820_TABLE + count * entry] + extension[:], entry)
    entries = tuple(E820Entry(start, start + size, type) for start, size, type in rows)
    parts = [SIGNATURES.get(page["efi_loader_signature"], "no EFI loader")]
    if size := page["efi_memmap_size"]:
        address = page["efi_memmap_hi"] << 32 | page["efi_memmap"]
        parts.append(f"EFI map of {size} bytes at {address:#x}")
    if count == MOST_ENTRIES and page["setup_data"] and not extension:
        parts.append(f"setup_data at {page['setup_data']:#x} may have more entries")
    return E820Map(NAME, ", ".join(parts), entries, "boot_params")


FORMAT = Format(
    name=NAME,
    summary="the page in which an x86 kernel is told of the machine",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="EFI types, attributes, that memory is unaccepted, entries behind the 128th",
    example="/sys/kernel/boot_params/data",
)
