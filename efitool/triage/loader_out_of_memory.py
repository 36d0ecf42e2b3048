"""The loader should have memory for what it loads.

GRUB 2.06 cannot let its heap grow, and no version loads an initrd above 2 GiB. A guest whose memory
is mostly unaccepted, or fragmented, has less room below that than it seems.

Evidence: ``error: out of memory``.

Reference: GRUB, kern/efi/mm.c; rhboot/grub2, issues 102 and 114; QubesOS/qubes-issues, issue 11093.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.triage._base import TriageRule
from efitool.triage._said import complaint
from efitool.triage.case import Case

SAID = r"error: (?:\S+: ?)?out of memory"


def check(case: Case) -> Iterator[Judgement]:
    """Look for GRUB's words."""
    yield from complaint(case, SAID, "the loader ran out of memory")


RULE = TriageRule(
    id="loader-out-of-memory",
    severity=Severity.ERROR,
    check=check,
    cause="the kernel or the initrd is larger than the free memory that the loader can use",
    advice="make the initrd smaller, use GRUB 2.12, or boot the kernel through its EFI stub",
)
