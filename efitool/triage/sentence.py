"""The verdict, in one sentence, and what to do in another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from efitool.model.capability import Answer
from efitool.model.sizes import binary
from efitool.model.triage import TriageFinding, Verdict
from efitool.replay.scenario import Path
from efitool.triage._boots import BOOTS, different
from efitool.triage._outlook import booted, outlook
from efitool.triage.case import Case

ACCEPTOR = "accept-on-unknown-platform"
"""A rule that tells of trouble to come."""

LOSES = frozenset(
    {
        "kernel-ignores-unaccepted",
        "grub-reserves-unaccepted",
        "xen-reserves-unaccepted",
        "unaccepted-reserved-again",
    }
)
"""Rules that explain why unaccepted memory is missing from a kernel's table."""


def sentence(case: Case, findings: Sequence[TriageFinding], *, unknown: bool = False) -> str:
    """Say what is wrong with the guest, or that nothing is; ``unknown``: more could be known."""
    failed = sorted((f for f in findings if f.verdict is Verdict.FAIL), key=lambda f: -f.severity)
    told = _of_guest(case, findings, failed, unknown=unknown)
    unused = (f.message for f in findings if f.rule == "image-not-booted")
    return " ".join((told, *_of_others(case), *(f"Not used: {m}." for m in unused)))


def _of_guest(
    case: Case,
    findings: Sequence[TriageFinding],
    failed: Sequence[TriageFinding],
    *,
    unknown: bool,
) -> str:
    if case.lost:
        why = next((f for f in failed if f.rule in LOSES), None)
        return f"{_loss(case)}: {_because(case, why)}.{_advice(why) if why else ''}"
    if failed:
        return f"{_ended(failed[0].message)}{_advice(failed[0])}"
    if foreseen := outlook(case):
        return foreseen
    if (held := case.map.unaccepted.size if case.map else 0) and _unknown_kernel(case):
        return (
            f"Firmware leaves {binary(held)} to the kernel unaccepted; which kernel that is,"
            " and whether it handles such memory, nothing here tells."
        )
    if risk := next((f for f in findings if f.rule == ACCEPTOR), None):
        return f"Nothing is lost so far. {_ended(risk.message)}"
    if not booted(case):
        return _without_boot(case)
    more = ": what is missing is listed" if unknown else ""
    return f"Nothing is wrong with this guest, as far as the evidence tells{more}."


def _without_boot(case: Case) -> str:
    if case.map is None:
        return "Nothing here tells how a guest fares: no log of a boot, no memory map, no dump."
    return "Firmware's memory map has nothing unaccepted; no boot of a kernel is seen here."


def _of_others(case: Case) -> Iterator[str]:
    """Say whose boot is judged, where there are several."""
    boots = different(case)
    if len(boots) > 1:
        more = " or more" * (len(boots) == BOOTS)
        yield f"The evidence is of {len(boots)}{more} different boots: this is of {boots[0][0]}."


def _loss(case: Case) -> str:
    size = binary(case.lost or 0)
    if case.booted_by is Path.GRUB:
        return f"A guest that GRUB starts without the kernel's EFI stub loses {size}"
    return f"This guest lost {size}"


def _because(case: Case, worst: TriageFinding | None) -> str:
    told = case.kernel_told.get("unaccepted-memory")
    if case.booted_by is None and told and told.answer is Answer.NO:
        kernel = f"its kernel {case.release.value}" if case.release else "its kernel"
        return (
            f"{kernel} does not handle unaccepted memory"
            " and its firmware does not accept it at ExitBootServices"
        )
    return worst.message if worst else "what was unaccepted is not usable in its table of memory"


def _unknown_kernel(case: Case) -> bool:
    told = case.kernel_told.get("unaccepted-memory")
    return case.booted_by is None and (told is None or told.answer is Answer.UNKNOWN)


def _advice(finding: TriageFinding) -> str:
    return f" {_capital(finding.advice)}."


def _ended(text: str) -> str:
    """Return a message as a sentence."""
    return _capital(text) + "." * (not text.endswith("?"))


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".rstrip(".")
