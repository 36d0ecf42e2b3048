"""A triage as a person reads it."""

from __future__ import annotations

from efitool.model.triage import Unknown
from efitool.report.terminal import Palette
from efitool.report.triage_text import triage
from tests.report.triages import IGNORED, ON_DEMAND, TRIAGE

PLAIN = Palette(enabled=False, width=100)


def test_the_verdict_comes_first() -> None:
    assert triage(TRIAGE, PLAIN).splitlines()[0] == TRIAGE.verdict


def test_a_finding_with_its_evidence() -> None:
    shown = triage(TRIAGE._replace(findings=(ON_DEMAND, IGNORED)), PLAIN)
    start = shown.splitlines().index("error  kernel-ignores-unaccepted")

    assert shown.splitlines()[start : start + 7] == [
        "error  kernel-ignores-unaccepted",
        "  the kernel drops 768 MiB {0}",
        r"    logs/serial 1.log:946: efi: mem09: [type=15|<b>\x1b[2J",
        "    vmlinuz:0x1f0: Linux version 6.1",
        "    sos.tar.xz!sos/dmesg:3",
        "  cause: the kernel does not know type 15",
        "  advice: boot Linux 6.5 or newer",
    ]
    assert shown.index("kernel-ignores") < shown.index("info  acceptance-on-demand")


def test_facts_that_nobody_knows_are_left_out() -> None:
    shown = triage(TRIAGE, PLAIN)

    assert "  kernel                     6.1.0-50\n" in shown
    assert "\n  firmware   " not in shown


def test_what_one_thing_would_answer_stands_together() -> None:
    unknown = (
        Unknown("a", "the image", asks=True),
        Unknown("b", "the log", asks=True),
        Unknown("c", "the image", asks=True),
        *(Unknown(name, "the console") for name in "de"),
        Unknown("f", "the map"),
    )
    shown = triage(TRIAGE._replace(unknown=unknown), PLAIN).splitlines()
    start = shown.index("unknown")

    assert shown[start + 1 : start + 5] == [
        "  a, c: collect the image",
        "  b: collect the log",
        "  2 more rules: collect the console",
        "  1 more rule: collect the map",
    ]


def test_inputs_and_what_could_not_be_read() -> None:
    shown = triage(TRIAGE, PLAIN).splitlines()

    assert shown[-1] == "  <script>.bin: no format claims it"
    assert shown[-2] == "  sos.tar.xz!sos/dmesg: guest-log"


def test_many_inputs_of_a_folder_are_counted() -> None:
    tables = tuple((f"sos.tar!acpi/SSDT{n}", "acpi-table") for n in range(5))
    judged = TRIAGE._replace(inputs=(("a/log", "guest-log"), *tables, ("sos.tar!acpi/x", "elf")))
    judged = judged._replace(inputs=(*judged.inputs, ("sos.tar!acpi/y", "not used: empty")))

    shown = triage(judged, PLAIN).splitlines()
    assert shown[shown.index("inputs") + 1 : -1] == [
        "  a/log: guest-log",
        "  sos.tar!acpi/: 5 acpi-table, elf",
        "  sos.tar!acpi/y: not used: empty",
    ]


def test_long_lines_are_cut() -> None:
    long = IGNORED._replace(evidence=(IGNORED.evidence[0]._replace(text="x" * 500),))
    shown = triage(TRIAGE._replace(findings=(long,)), PLAIN)

    assert f"946: {'x' * 160}…\n" in shown


def test_colours() -> None:
    shown = triage(TRIAGE._replace(findings=(IGNORED,)), Palette(enabled=True, width=100))

    assert shown.startswith("\x1b[31m")
    assert triage(TRIAGE._replace(findings=()), Palette(enabled=True)).startswith("\x1b[32m")
