"""What the platform says of acceptances and of touching memory."""

from __future__ import annotations

import pytest

from efitool.model.ranges import PhysRange
from efitool.replay import events as ev
from efitool.replay.events import Actor
from efitool.replay.platform import judge
from efitool.replay.scenario import Platform
from efitool.replay.state import State
from tests.guests import memory

TDX, SNP, NONE = Platform.TDX, Platform.SEV_SNP, Platform.NONE

MAP = (
    memory(0, 0x10000),
    memory(0x10000, 0x20000, 15),
    memory(0x40000, 0x50000, 11),
)


def said(platform: Platform, event: ev.Event) -> tuple[str, PhysRange, bool] | None:
    fault = judge(platform, State(MAP), event)
    return (fault.id, fault.range, fault.fatal) if fault else None


@pytest.mark.parametrize("platform", [TDX, SNP])
@pytest.mark.parametrize(("start", "end"), [(0x10000, 0x20000), (0x12000, 0x13000), (0, 0)])
def test_unaccepted_memory_may_be_accepted(platform: Platform, start: int, end: int) -> None:
    assert said(platform, ev.Accept(Actor.KERNEL, start, end)) is None


@pytest.mark.parametrize(("platform", "fatal"), [(TDX, False), (SNP, True)])
def test_accepting_twice(platform: Platform, fatal: bool) -> None:
    """Said of the first address that is accepted already."""
    event = ev.Accept(Actor.KERNEL, 0xF000, 0x11000)
    assert said(platform, event) == ("accepted-twice", (0xF000, 0x10000), fatal)


@pytest.mark.parametrize("platform", [TDX, SNP])
@pytest.mark.parametrize(
    ("start", "end", "bad"),
    [
        (0x1F000, 0x21000, (0x20000, 0x21000)),
        (0x30000, 0x31000, (0x30000, 0x31000)),
        (0x40000, 0x41000, (0x40000, 0x41000)),
    ],
    ids=["partly", "hole", "mmio"],
)
def test_accepting_what_is_no_memory(
    platform: Platform, start: int, end: int, bad: tuple[int, int]
) -> None:
    event = ev.Accept(Actor.KERNEL, start, end)
    assert said(platform, event) == ("accepted-no-memory", bad, True)


def test_memory_of_an_acpi_object_is_memory() -> None:
    state = State(MAP)
    state.acpi.append(PhysRange(0x30000, 0x31000))
    fault = judge(TDX, state, ev.Accept(Actor.KERNEL, 0x30000, 0x31000))
    assert fault
    assert fault.id == "accepted-twice"


def test_a_descriptor_that_wraps_has_the_low_addresses_too() -> None:
    state = State((memory(0x10000, (1 << 64) + 0x8000, 15),))
    fault = judge(TDX, state, ev.Accept(Actor.STUB, 0x4000, 0x8000))
    assert fault
    assert fault.id == "accepted-twice"


@pytest.mark.parametrize(("platform", "why"), [(TDX, "#VE"), (SNP, "0x404")])
def test_touching_unaccepted_memory(platform: Platform, why: str) -> None:
    event = ev.Touch(Actor.USER, 0x8000, 0x11000)
    assert said(platform, event) == ("touched-unaccepted", (0x10000, 0x11000), True)
    fault = judge(platform, State(MAP), event)
    assert fault
    assert why in fault.why
    assert said(platform, ev.Touch(Actor.USER, 0x8000, 0x10000)) is None


@pytest.mark.parametrize("actor", [Actor.STUB, Actor.KERNEL])
def test_linux_stops_where_nobody_can_accept(actor: Actor) -> None:
    event = ev.Accept(actor, 0x10000, 0x20000)
    assert said(NONE, event) == ("unknown-platform", (0x10000, 0x20000), True)


def test_without_a_platform_memory_is_just_there() -> None:
    assert said(NONE, ev.Touch(Actor.USER, 0x10000, 0x20000)) is None
    assert said(NONE, ev.Accept(Actor.FIRMWARE, 0x10000, 0x20000)) is None


def test_other_events_are_nobodys_business() -> None:
    assert said(TDX, ev.EnterKernel(Actor.STUB)) is None
