"""What each firmware does with unaccepted memory, before and while boot services are left."""

from __future__ import annotations

import pytest

from efitool.model.ranges import PhysRange
from efitool.replay import replay
from efitool.replay.events import Accept, Actor, Status
from efitool.replay.firmware import (
    allow_unaccepted_memory,
    edges,
    exit_boot_services,
    get_memory_map,
)
from efitool.replay.profiles import FIRMWARE
from efitool.replay.script import Result, Script
from efitool.replay.state import State
from efitool.replay.step import step
from tests.boots import GIB, MIB, boot, exits, guest, halt, scenario, transcript
from tests.maps import RUNTIME, descriptor, memory_map

HIGH = guest((4 * GIB, 6 * GIB))


def finish(state: State, script: Script[Result]) -> Result:
    """Let a script play, and return what it returns."""
    try:
        while True:
            step(state, next(script))
    except StopIteration as stop:
        result: Result = stop.value
        return result


def test_accept_all_at_the_first_exit_only() -> None:
    state, played = State(HIGH.descriptors), scenario("edk2-sev-snp", "linux-6.1")
    first = finish(state, exit_boot_services(state, played, Actor.STUB, state.key, 1))
    assert first is Status.INVALID_PARAMETER
    assert state.accepted[Actor.FIRMWARE] == 2 * GIB
    assert finish(state, exit_boot_services(state, played, Actor.STUB, state.key, 2)) == 0


def test_all_is_accepted_before_the_key_is_looked_at() -> None:
    state, played = State(HIGH.descriptors), scenario("edk2-sev-snp", "linux-6.1")
    finish(state, exit_boot_services(state, played, Actor.STUB, -1, 1))
    assert state.unaccepted.size == 0


def test_allowing_after_a_failed_exit_comes_too_late() -> None:
    state, played = State(HIGH.descriptors), scenario("edk2-sev-snp", "linux-6.1")
    finish(state, exit_boot_services(state, played, Actor.STUB, state.key, 1))
    assert finish(state, allow_unaccepted_memory(played, Actor.STUB)) is Status.SUCCESS
    assert finish(state, exit_boot_services(state, played, Actor.STUB, state.key, 2)) == 0
    assert state.accepted[Actor.FIRMWARE] == 2 * GIB


def test_allowing_has_no_way_back() -> None:
    state, played = State(HIGH.descriptors), scenario("edk2-sev-snp", "linux-6.1")
    finish(state, allow_unaccepted_memory(played, Actor.STUB))
    finish(state, exit_boot_services(state, played, Actor.STUB, -1, 1))
    assert finish(state, exit_boot_services(state, played, Actor.STUB, state.key, 2)) == 0
    assert state.unaccepted.size == 2 * GIB


def test_a_protocol_that_refuses() -> None:
    played = scenario("edk2-sev-snp", "linux-7.2")
    played = played._replace(firmware=played.firmware._replace(refuses=True))
    lines = transcript(replay(HIGH, played))
    assert lines[1:3] == [
        "stub AllowUnacceptedMemory EFI_UNSUPPORTED",
        "stub Print EFI stub: ERROR: Memory acceptance protocol failed",
    ]
    assert exits(replay(HIGH, played)) == ["EFI_INVALID_PARAMETER", "EFI_SUCCESS"]


def test_room_is_asked_for_that_is_not_needed() -> None:
    map = memory_map(
        descriptor(5, RUNTIME | 0xF, start=0x1000), descriptor(0, start=0x2000), descriptor()
    )
    state, played = State(map.descriptors), scenario("edk2-sev-snp", "linux-7.2")
    asked = finish(state, get_memory_map(state, played, Actor.STUB, 0))
    assert asked == (Status.BUFFER_TOO_SMALL, 7 * 48)
    assert finish(state, get_memory_map(state, played, Actor.STUB, 7 * 48)) == (0, 3 * 48)
    again = finish(state, get_memory_map(state, played, Actor.STUB, 3 * 48))
    assert again == (Status.BUFFER_TOO_SMALL, 7 * 48)


@pytest.mark.parametrize(("start", "leaves"), [(0x1F000, False), (0x20000, True)])
def test_a_runtime_region_out_of_line_is_for_ever(start: int, leaves: bool) -> None:
    map = memory_map(descriptor(6, RUNTIME | 0xF, start=start, pages=16), descriptor())
    played = scenario("edk2-tdx", "linux-7.2")
    arm = played.firmware._replace(runtime_granularity=64 << 10)
    trace = replay(map, played._replace(firmware=arm))
    assert exits(trace)[-1] == ("EFI_SUCCESS" if leaves else "EFI_INVALID_PARAMETER")


@pytest.mark.parametrize(
    ("firmware", "accepted"),
    [
        ("edk2-sev-snp", 0),
        ("edk2-sev-snp-202211", 5 * GIB + MIB),
        ("edk2-tdx", 3 * GIB),
        ("pre-accepted", 0),
        ("td-shim-lazy", GIB // 4 + MIB),
        ("td-shim-eager", 5 * GIB + MIB),
        ("protocol-phased-out", 0),
        ("menu-expose", 0),
        ("menu-hide", 5 * GIB + MIB),
        ("acpi-coldplug", 0),
    ],
)
def test_accepted_before_the_loader(firmware: str, accepted: int) -> None:
    """From 0 to 3 GiB, and from 4 GiB to 6 GiB and one MiB."""
    map = memory_map(
        descriptor(15, start=0, pages=3 * GIB >> 12),
        descriptor(15, start=4 * GIB, pages=(2 * GIB + MIB) >> 12),
    )
    trace = boot(map, firmware, "linux-7.2")
    assert trace.final.accepted[Actor.FIRMWARE] == accepted


def test_a_paravisor_has_accepted_before_firmware_runs() -> None:
    map = memory_map(descriptor(15, start=0, pages=3 * GIB >> 12))
    trace = boot(map, "pre-accepted", "linux-7.2")
    assert trace.final.accepted[Actor.PLATFORM] == 3 * GIB
    assert trace.steps[0].event == Accept(Actor.PLATFORM, 0, 3 * GIB)
    assert {d.type for d in trace.final.descriptors} == {7}


def test_what_straddles_four_gib_stays_unaccepted_above() -> None:
    map = memory_map(descriptor(15, start=3 * GIB, pages=2 * GIB >> 12))
    trace = boot(map, "edk2-tdx", "linux-7.2")
    assert [(d.type, d.start, d.end) for d in trace.final.descriptors] == [
        (7, 3 * GIB, 4 * GIB),
        (15, 4 * GIB, 5 * GIB),
    ]


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (0, 4 * MIB, []),
        (MIB, 4 * MIB, [(MIB, 2 * MIB)]),
        (MIB, 5 * MIB, [(MIB, 2 * MIB), (4 * MIB, 5 * MIB)]),
        (MIB, 3 * MIB, [(MIB, 3 * MIB)]),
    ],
)
def test_edges(start: int, end: int, found: list[tuple[int, int]]) -> None:
    assert list(edges(PhysRange(start, end))) == found


def test_policies_differ_in_what_an_old_kernel_gets() -> None:
    lost = {
        name: sum(e.end - e.start for e in boot(HIGH, name, "linux-6.1").final.e820 if e.type == 1)
        < 3 * GIB
        for name in FIRMWARE
    }
    assert [name for name, short in lost.items() if short] == [
        "edk2-tdx",
        "td-shim-lazy",
        "protocol-phased-out",
        "menu-expose",
        "acpi-coldplug",
        "acpi-double-claim",
    ]


def test_a_loader_that_does_not_retry_stops_where_all_is_accepted_at_exit() -> None:
    trace = boot(HIGH, "accept-all-no-protocol", "no-retry-loader")
    assert halt(trace) == "boot services cannot be left: EFI_INVALID_PARAMETER"
