"""The verdict in a sentence."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.triage import TriageFinding, Verdict
from efitool.replay.scenario import Path
from efitool.triage.join import join
from efitool.triage.sentence import sentence
from tests.cases import BARE, GIB, HANDLES, HIGH, e820, fact, told, unaccepted
from tests.evidence import NEW, OLD, log


def finding(
    message: str,
    severity: Severity = Severity.ERROR,
    verdict: Verdict = Verdict.FAIL,
    rule: str = "kernel-ignores-unaccepted",
) -> TriageFinding:
    return TriageFinding(rule, verdict, severity, message, "a cause", "do this", ())


BOOTED = HANDLES._replace(e820=e820((0, 16 * GIB)))
LOST = BARE._replace(map=HIGH, lost=12 * GIB, release=fact("6.1.0-50"))


def test_a_loss() -> None:
    case = LOST._replace(kernel_told=told(Answer.NO))

    assert sentence(case, [finding("the kernel drops it")]) == (
        "This guest lost 12.0 GiB: its kernel 6.1.0-50 does not handle unaccepted memory and its"
        " firmware does not accept it at ExitBootServices. Do this."
    )


def test_a_loss_for_another_reason() -> None:
    assert sentence(LOST, [finding("it is reserved")]) == (
        "This guest lost 12.0 GiB: it is reserved. Do this."
    )
    assert sentence(LOST, []) == (
        "This guest lost 12.0 GiB: what was unaccepted is not usable in its table of memory."
    )


def test_grub_loses_it_for_whoever_is_booted() -> None:
    case = LOST._replace(booted_by=Path.GRUB, release=None)

    assert sentence(case, [finding("GRUB reserves it")]).startswith(
        "A guest that GRUB starts without the kernel's EFI stub loses 12.0 GiB: GRUB reserves it."
    )


def test_the_worst_comes_first() -> None:
    found = [finding("it is slow", Severity.WARNING), finding("it stops")]

    assert sentence(HANDLES, found) == "It stops. Do this."


def test_what_is_only_worth_knowing_is_no_fault() -> None:
    told = sentence(BOOTED, [finding("memory waits", Severity.NOTE, Verdict.INFO)])

    assert told == "Nothing is wrong with this guest, as far as the evidence tells."


def test_what_is_not_known() -> None:
    assert sentence(BOOTED, [], unknown=True) == (
        "Nothing is wrong with this guest, as far as the evidence tells: what is missing is listed."
    )
    assert sentence(BARE, []) == (
        "Nothing here tells how a guest fares: no log of a boot, no memory map, no dump."
    )
    assert sentence(BARE._replace(map=HIGH), []).startswith(
        "Firmware leaves 12.0 GiB to the kernel unaccepted; which kernel that is,"
    )


def test_what_explains_the_bytes_comes_before_what_does_not() -> None:
    stops = finding("it stops", rule="accept-on-unknown-platform")
    reserved = finding("it is reserved", rule="unaccepted-reserved-again")

    assert sentence(LOST, [stops, reserved]).startswith("This guest lost 12.0 GiB: it is reserved.")


def test_a_map_without_a_boot() -> None:
    assert sentence(BARE._replace(map=unaccepted()), []) == (
        "Firmware's memory map has nothing unaccepted; no boot of a kernel is seen here."
    )


def test_trouble_to_come() -> None:
    risk = finding("it may stop", verdict=Verdict.INFO, rule="accept-on-unknown-platform")

    assert sentence(BOOTED, [risk]) == "Nothing is lost so far. It may stop."


def test_boots_of_different_kernels() -> None:
    case = join((log(NEW, "new.log"), log(OLD, "old.log")))

    assert "2 different boots: this is of new.log." in sentence(case, [])
    again = join((log(NEW, "new.log"), log(NEW, "dmesg.txt")))
    assert "different" not in sentence(again, [])


def test_an_image_of_another_kernel_is_told() -> None:
    other = finding("the image is of 6.1", verdict=Verdict.INFO, rule="image-not-booted")

    assert sentence(BOOTED, [other]).endswith("Not used: the image is of 6.1.")
