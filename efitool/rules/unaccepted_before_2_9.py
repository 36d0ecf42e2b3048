"""Firmware with unaccepted memory says that it is of UEFI 2.9.

EfiUnacceptedMemoryType came with that version; a loader may take type 15 of an older one for an
error. OVMF says 2.70 all the same.

Passes: "EFI v2.9". Fails: "EFI v2.7 by EDK II" in a log with unaccepted memory.

Reference: UEFI 2.9, 7.2.1, EFI_MEMORY_TYPE; Linux v6.12, drivers/firmware/efi/efi.c,
efi_systab_report_header().
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.rules._base import LogRule

VERSION = re.compile(r"EFI v(\d{1,4})\.(\d{1,2})")

FIRST = (2, 9)


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Read the version out of what Linux says of the firmware."""
    if not any(map.unaccepted for map in log.maps):
        return
    for quote in log.firmware:
        version = VERSION.search(quote.text)
        if version and (int(version[1]), int(version[2])) < FIRST:
            yield (
                f"line {quote.line}",
                f"there is unaccepted memory, and the firmware is {quote.text}",
            )


RULE = LogRule(
    "unaccepted-before-2-9",
    Severity.NOTE,
    check,
    "update the firmware if a loader or kernel rejects type 15; else leave it",
)
