"""What a recording tells of who booted what."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog, Quote
from efitool.model.memmap import MapKind, MemoryMap, Unread
from efitool.model.ranges import PhysRange
from efitool.model.recording import Acceptance, Recording, ServiceCall, Setup
from efitool.replay import events as ev
from efitool.replay import recorded
from efitool.replay.profiles import KERNELS
from efitool.replay.scenario import AcceptMemory, Platform
from tests.maps import descriptor, memory_map

KERNEL = KERNELS["linux-6.12"]
NOTHING = Recording("boot", GuestLog())
SETUP = Setup((PhysRange(0, 1),), protocol=False, accepts_at_exit=True)


def printed(line: int, *, rows: int = 1, unread: tuple[Unread, ...] = ()) -> MemoryMap:
    """Return a map that a kernel printed from some line on."""
    lines = tuple(range(line, line + rows))
    made = memory_map(*(descriptor() for _ in lines))
    return made._replace(label=f"line {line}", lines=lines, unread=unread)


def log(*maps: MemoryMap) -> GuestLog:
    return GuestLog(maps, kernels=(Quote(10, "6.12.1-x (gcc) #1"), Quote(500, "6.1.0 (gcc) #1")))


def test_the_first_kernel_counts() -> None:
    assert recorded.release(Recording("boot", log())) == "6.12.1-x"
    assert recorded.release(NOTHING) is None


def test_whether_the_stub_asked_for_the_protocol() -> None:
    asked = ServiceCall("LocateProtocol", str(ev.ACCEPTANCE_PROTOCOL), 0)
    other = ServiceCall("LocateProtocol", str(ev.BOOT_MEMMAP), 0)
    untraced = SETUP._replace(traces=False)

    assert recorded.asks_protocol(NOTHING) is None
    assert recorded.asks_protocol(NOTHING._replace(services=(other, asked))) is True
    assert recorded.asks_protocol(NOTHING._replace(services=(other,))) is False
    assert recorded.asks_protocol(NOTHING._replace(services=(other,), setup=untraced)) is None


def test_the_kernels_map_is_not_the_shells_nor_that_of_runtime_services() -> None:
    shell, runtime, kernel = printed(5), printed(20), printed(40)
    found = log(shell, runtime._replace(kind=MapKind.RUNTIME_MAP), kernel)

    assert recorded.kernel_map(Recording("boot", found)) == kernel
    assert recorded.kernel_map(Recording("boot", log(shell))) is None


def test_a_later_copy_is_taken_where_the_first_is_damaged() -> None:
    damaged = printed(20, rows=2, unread=(Unread(22, "rage="),))
    another, copy = printed(50, rows=2), printed(90, rows=3)

    assert recorded.kernel_map(Recording("boot", log(damaged, another, copy))) == copy
    assert recorded.last_map(Recording("boot", log(damaged, another))) is None
    assert recorded.first_map(Recording("boot", log(damaged, another))) == damaged


def test_the_stubs_own_map_is_better_than_the_printed_one() -> None:
    first, last = memory_map(descriptor(15)), memory_map(descriptor())
    found = Recording("boot", log(printed(20)), maps=(first, last))

    assert recorded.first_map(found) == first
    assert recorded.last_map(found) == printed(20)
    assert recorded.last_map(found._replace(services=())) == last


def test_nobody_can_accept_where_the_setup_is_known_and_no_acceptance_is() -> None:
    accepted = (Acceptance("stub", PhysRange(0, 1)),)
    alone = recorded.scenario(NOTHING._replace(setup=SETUP), KERNEL)
    helped = recorded.scenario(NOTHING._replace(setup=SETUP, acceptances=accepted), KERNEL)

    assert (alone.platform, helped.platform) == (Platform.NONE, Platform.SEV_SNP)
    assert (alone.firmware.protocol, alone.firmware.accepts_at_exit) == (False, True)
    assert recorded.scenario(NOTHING, KERNEL).platform is Platform.SEV_SNP


def test_the_command_line_counts() -> None:
    lines = (Quote(3, "quiet accept_memory=eager"), Quote(9, "accept_memory=lazy"))
    found = recorded.scenario(Recording("boot", GuestLog(command_lines=lines)), KERNEL)

    assert found.accept_memory is AcceptMemory.EAGER
