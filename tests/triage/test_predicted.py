"""The replay of a guest's own map."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.replay.outcome import Outcome
from efitool.replay.scenario import AcceptMemory, Platform
from efitool.triage.join import join
from tests.cases import GIB, HIGH, unaccepted
from tests.evidence import GRUB, NEW, OLD, image, log, raw_map

NOBODY = log("qemu-system-x86_64 -machine q35 -m 16G\n", "run.sh")


def test_a_map_that_nobody_boots_is_not_played() -> None:
    assert join((raw_map(HIGH),)).predicted is None
    assert join((log(GRUB),)).predicted is not None


def test_what_a_kernel_does_with_it() -> None:
    old, new = join((log(OLD),)).predicted, join((log(NEW),)).predicted

    assert old
    assert new
    assert (old.result.outcome, old.result.lost) == (Outcome.BOOTS_SHORT, GIB)
    assert (new.result.outcome, new.result.lost) == (Outcome.BOOTS, 0)
    assert {p.verdict.value for p in (*old.points, *new.points)} >= {"agrees"}
    assert not [p for p in (*old.points, *new.points) if p.verdict.value == "differs"]


def test_the_platform_that_is_told() -> None:
    edges = unaccepted((4 * GIB + (1 << 20), GIB))
    stops = join((image("6.12.1", Answer.YES), raw_map(edges), NOBODY)).predicted

    assert stops
    assert stops.scenario.platform is Platform.NONE
    assert stops.result.outcome is Outcome.FAILS


def test_a_guest_that_ran_had_somebody_who_accepts() -> None:
    ran = log(f"{NEW}[    0.5] Memory: 1K/3145340K available (1K kernel code)\n")
    case = join((ran, NOBODY))

    assert case.platform
    assert case.platform[0] is Platform.NONE
    assert case.predicted
    assert case.predicted.scenario.platform is Platform.SEV_SNP


def test_the_command_line_counts() -> None:
    eager = "[    0.1] Command line: quiet accept_memory=eager\n"
    played = join((log(NEW + eager),)).predicted

    assert played
    assert played.scenario.accept_memory is AcceptMemory.EAGER
