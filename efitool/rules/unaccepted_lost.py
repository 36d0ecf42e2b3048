"""A kernel that is given unaccepted memory can accept it.

Linux can since 6.5, and some distributions' kernels before that; it says so by the table Unaccepted
among those that it found. Another boots with the memory below and leaves the rest alone: nothing
says that it is there. Firmware that knows of such kernels accepts all before it starts them; that
of TDX does not, and a map cannot tell which it is.

Passes: a log with Unaccepted=0x…, of any kernel. Fails: "Linux version 6.1" and type 15; a newer
one that lists its tables without that one.

Reference: Linux v6.12, drivers/firmware/efi/libstub/unaccepted_memory.c,
allocate_unaccepted_bitmap(); Linux commit 745e3ed85f71.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.guest_log import GuestLog
from efitool.rules._base import LogRule
from efitool.rules._log_pairs import boots

RELEASE = re.compile(r"(\d{1,4})\.(\d{1,4})")
FIRST = (6, 5)
TABLE = "Unaccepted"


def check(log: GuestLog) -> Iterator[tuple[str, str]]:
    """Compare what each kernel was given with its release and with the tables that it lists."""
    for boot in boots(log):
        release = RELEASE.match(boot.kernel.text)
        if not release or any(TABLE in dict(table.addresses) for table in boot.tables):
            continue
        old = (int(release[1]), int(release[2])) < FIRST
        for map in boot.maps:
            lost = map.unaccepted.size >> 10
            if lost and (old or (boot.tables and not map.unread)):
                kernel = boot.kernel.text.split()[0]
                yield map.label, f"{lost} KiB are unaccepted, and Linux {kernel} does not accept"


RULE = LogRule(
    "unaccepted-lost",
    Severity.WARNING,
    check,
    "use a kernel with CONFIG_UNACCEPTED_MEMORY, or firmware that accepts all",
)
