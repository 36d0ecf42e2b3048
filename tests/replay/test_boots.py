"""Every boot of a guest."""

from __future__ import annotations

import pytest

from efitool.model.ranges import PhysRange
from efitool.replay import events as ev
from efitool.replay._boots import LOADERS, play
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import Path, Platform, Scenario, Until
from tests.replay.test_outcome import GUEST, KNOWS, LEAVES

LIKE = Scenario(LEAVES, KNOWS, Platform.SEV_SNP)


def test_every_path_has_a_loader() -> None:
    assert {*LOADERS} == {*Path}


@pytest.mark.parametrize(
    ("until", "last"),
    [
        (Until.EXIT_BOOT_SERVICES, ev.ExitBootServices),
        (Until.KERNEL_ENTRY, ev.EnterKernel),
        (Until.IDLE, ev.Park),
    ],
)
def test_as_far_as_is_asked_for(until: Until, last: type) -> None:
    assert type(play(GUEST, LIKE._replace(until=until)).steps[-1].event) is last


def test_nothing_is_made_of_the_map_before_it_is_asked_for() -> None:
    final = play(GUEST, LIKE._replace(until=Until.EXIT_BOOT_SERVICES)).final

    assert (final.e820, final.kernel_e820) == ((), ())
    assert final.table
    assert not final.table.bits.any()


@pytest.mark.parametrize("kernel", ["linux-6.1", "grub-legacy", "xen", "no-retry-loader"])
def test_every_loader_stops_at_the_call_that_succeeds(kernel: str) -> None:
    firmware = FIRMWARE["protocol-phased-out"]
    like = LIKE._replace(firmware=firmware, kernel=KERNELS[kernel], until=Until.EXIT_BOOT_SERVICES)
    last = play(GUEST, like).steps[-1].event

    assert isinstance(last, ev.ExitBootServices)
    assert not last.status


def test_after_a_script_programs_touch_memory() -> None:
    touched = PhysRange(0, 4096)
    steps = play(GUEST, LIKE._replace(requests=(), touch=(touched,))).steps

    assert steps[-1].event == ev.Touch(ev.Actor.USER, *touched)


def test_firmware_that_remembers_is_booted_twice() -> None:
    scenario = LIKE._replace(firmware=FIRMWARE["osindications"], kernel=KERNELS["linux-7.2"])
    events = [step.event for step in play(GUEST, scenario).steps]

    assert sum(isinstance(event, ev.EnterKernel) for event in events) == 2
    assert sum(isinstance(event, ev.Reset) for event in events) == 1


def test_the_first_map_is_kept() -> None:
    assert play(GUEST, LIKE).before == GUEST.descriptors
