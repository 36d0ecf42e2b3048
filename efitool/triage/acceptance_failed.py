"""Who has to accept memory should succeed.

The stub, the kernel or firmware asked the platform for a page and was refused, or the stub could
not make its table. The guest stops, and often nothing else is printed; firmware of a RELEASE build
carries on with a map that is half accepted.

Evidence: the line that says so, with the address where it is told.

Reference: Linux v6.12, drivers/firmware/efi/libstub/unaccepted_memory.c and
arch/x86/boot/compressed/tdx.c; edk2-stable202505, OvmfPkg/Library/BaseMemEncryptSevLib and
OvmfPkg/Library/PlatformInitLib/IntelTdx.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.triage import Judgement
from efitool.triage._base import TriageRule
from efitool.triage._said import complaint
from efitool.triage.case import Case

SAID = (
    r"Memory acceptance protocol failed|TDX: Failed to accept memory"
    r"|Failed to (?:allocate|install) unaccepted memory config table"
    r"|Unknown version of unaccepted memory table"
    r"|failed to be accepted\. Error|Failed to Validate address"
)


def check(case: Case) -> Iterator[Judgement]:
    """Look for the words of those who were refused."""
    yield from complaint(case, SAID, "memory could not be accepted")


RULE = TriageRule(
    id="acceptance-failed",
    severity=Severity.ERROR,
    check=check,
    cause="the platform refused a page, or there was no memory for the unaccepted table",
    advice="look at what the hypervisor logs at that time: it may be short of memory, or the"
    " address is no memory",
)
