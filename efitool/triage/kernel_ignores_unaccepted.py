"""A kernel should handle the unaccepted memory that it is given.

A kernel older than Linux 6.5, or built without ``CONFIG_UNACCEPTED_MEMORY``, leaves memory of EFI
type 15 out of its e820 table: the guest boots, and has less memory than it was given. Firmware
that accepts everything at ExitBootServices() hides that; firmware for TDX never does.

Evidence: ``[type=15|`` in the kernel's own map, or its image's answer to ``unaccepted-memory``;
the map's regions of type 15; ``Memory:`` and ``MemTotal``. Of a map from before the kernel, the
firmware's image tells whether it accepts the rest, which depends on the platform.

Reference: Linux v6.5, drivers/firmware/efi/libstub/x86-stub.c, setup_e820(); commit 745e3ed85f71.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.sizes import binary
from efitool.model.triage import Judgement, Verdict
from efitool.triage._base import TriageRule
from efitool.triage._outlook import accepts_at_exit, after_exit
from efitool.triage.case import Case, Told


def check(case: Case) -> Iterator[Judgement]:
    """Ask the kernel, where it is given unaccepted memory."""
    if case.map is None or not case.map.unaccepted or case.booted_by is not None:
        return
    told = case.kernel_told.get("unaccepted-memory")
    size = binary(case.map.unaccepted.size)
    if told is None or told.answer is Answer.UNKNOWN:
        yield Judgement(Verdict.UNKNOWN, "the kernel's image (vmlinuz), or its log from the start")
    elif told.answer is Answer.YES:
        yield Judgement(Verdict.PASS, told.why)
    elif case.lost == 0:
        yield Judgement(Verdict.PASS, "the kernel has as usable what firmware had as unaccepted")
    else:
        accepted = Answer.NO if case.lost or after_exit(case) else accepts_at_exit(case)
        yield _dropped(case, told, size, accepted)


def _dropped(case: Case, told: Told, size: str, accepted: Answer) -> Judgement:
    """Judge a kernel that cannot, by whether firmware accepts for it."""
    match accepted:
        case Answer.YES:
            return Judgement(Verdict.PASS, f"firmware accepts {size} at ExitBootServices()")
        case Answer.UNKNOWN:
            collect = (
                "the firmware's image, and the command line of QEMU or the kernel's log: whether"
                f" {size} are accepted for a kernel that cannot"
            )
            return Judgement(Verdict.UNKNOWN, collect)
        case Answer.NO:
            message = f"the kernel drops {size} that it is given unaccepted: {told.why}"
            where = (told.origin, *([case.map_origin] if case.map_origin else []))
            return Judgement(Verdict.FAIL, message, where)


RULE = TriageRule(
    id="kernel-ignores-unaccepted",
    severity=Severity.ERROR,
    check=check,
    cause="the kernel does not know EFI memory type 15 and leaves such memory out",
    advice="boot a kernel that handles unaccepted memory (Linux 6.5 or newer with"
    " CONFIG_UNACCEPTED_MEMORY), or firmware that accepts all memory before it",
)
