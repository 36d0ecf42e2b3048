"""A triage for tests of what is printed of it: one of everything, and text that means harm."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.triage import (
    Fact,
    Facts,
    Origin,
    RulePage,
    Triage,
    TriageFinding,
    Unknown,
    Verdict,
)

LINE = Origin("logs/serial 1.log", line=946, text="efi: mem09: [type=15|<b>\x1b[2J")
BYTE = Origin("vmlinuz", offset=0x1F0, text="Linux version 6.1")
MEMBER = Origin("sos.tar.xz!sos/dmesg", line=3)
IGNORED = TriageFinding(
    "kernel-ignores-unaccepted",
    Verdict.FAIL,
    Severity.ERROR,
    "the kernel drops 768 MiB {0}",
    "the kernel does not know type 15",
    "boot Linux 6.5 or newer",
    (LINE, BYTE, MEMBER),
)
ON_DEMAND = TriageFinding(
    "acceptance-on-demand",
    Verdict.INFO,
    Severity.NOTE,
    "memory is accepted when it is used",
    "that is how Linux does it",
    "boot with accept_memory=eager",
    (),
)
TRIAGE = Triage(
    inputs=(
        ("logs/serial 1.log", "guest-log"),
        ("vmlinuz", "linux-bzimage"),
        ("sos.tar.xz!sos/dmesg", "guest-log"),
    ),
    failures={"<script>.bin": "no format claims it"},
    verdict="This guest lost 768 MiB: its kernel <6.1> ignores them.",
    facts=Facts(
        kernel=Fact("6.1.0-50", LINE),
        handles_unaccepted=Answer.NO,
        given_bytes=1 << 30,
        usable_bytes=256 << 20,
        lost_bytes=768 << 20,
    ),
    findings=(IGNORED, ON_DEMAND),
    passed=("double-claim",),
    unknown=(Unknown("firmware-provides-protocol", "the firmware image (OVMF_CODE.fd)"),),
)
HEALTHY = TRIAGE._replace(
    verdict="Nothing is wrong.", findings=(), passed=(), unknown=(), failures={}, facts=Facts()
)


def page(id: str, severity: Severity) -> RulePage:
    """A manual page with an example in braces."""
    return RulePage(id, severity, f"Sentence of\n{id}.\n\nMore {{x}}.\n", "why", "what to do")


PAGES = (
    page("double-claim", Severity.WARNING),
    page("acceptance-on-demand", Severity.NOTE),
    page("kernel-ignores-unaccepted", Severity.ERROR),
    page("firmware-provides-protocol", Severity.ERROR),
)
