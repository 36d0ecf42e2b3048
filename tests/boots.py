"""Boots in few words, and what was played in as few."""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.memmap import MemoryMap
from efitool.replay import events as ev
from efitool.replay import replay
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import Scenario, Until
from efitool.replay.trace import Trace
from tests.maps import RUNTIME, descriptor, memory_map

MIB = 1 << 20
GIB = 1 << 30


def guest(*unaccepted: tuple[int, int]) -> MemoryMap:
    """Return the map of a guest with 2 GiB that are accepted, and ranges that are not."""
    return memory_map(
        descriptor(7, start=0, pages=0xA0),
        descriptor(7, start=MIB, pages=(2 * GIB - MIB) >> 12),
        *(descriptor(15, start=s, pages=(e - s) >> 12) for s, e in unaccepted),
        descriptor(11, RUNTIME | 1, start=0xFFC0_0000, pages=0x400),
    )


def scenario(firmware: str, kernel: str) -> Scenario:
    """Return the scenario of two profiles, up to the kernel's entry."""
    profile = FIRMWARE[firmware]
    return Scenario(profile, KERNELS[kernel], profile.platform, until=Until.KERNEL_ENTRY)


def boot(map: MemoryMap, firmware: str, kernel: str) -> Trace:
    """Play two profiles up to the kernel's entry."""
    return replay(map, scenario(firmware, kernel))


def transcript(trace: Trace) -> list[str]:
    """Return a line for each step, but not for those of the kernel itself."""
    return list(_lines(trace))


def exits(trace: Trace) -> list[str]:
    """Return how each call of ExitBootServices() ended."""
    return [str(s.event.status) for s in trace.steps if isinstance(s.event, ev.ExitBootServices)]


def halt(trace: Trace) -> str | None:
    """Return why an actor gave up, None where none did."""
    event = trace.steps[-1].event
    return event.reason if isinstance(event, ev.Halt) else None


def _lines(trace: Trace) -> Iterator[str]:
    for event, *_ in trace.steps:
        match event:
            case ev.Call(actor, service, status):
                yield f"{actor} {service} {status}"
            case ev.ExitBootServices(actor, _, status):
                yield f"{actor} ExitBootServices {status}"
            case ev.AllowUnacceptedMemory(actor, status):
                yield f"{actor} AllowUnacceptedMemory {status}"
            case ev.InstallTable(actor, phys_base, _, size):
                yield f"{actor} InstallTable {phys_base:#x} {size}"
            case ev.Accept(actor, start, end) | ev.Mark(actor, start, end):
                yield f"{actor} {type(event).__name__} {start:#x}-{end:#x}"
            case ev.AddMemorySpace(actor, start, end, type_):
                yield f"{actor} AddMemorySpace {start:#x}-{end:#x} {type_}"
            case ev.DescribeInAcpi(actor, start, end, _):
                yield f"{actor} DescribeInAcpi {start:#x}-{end:#x}"
            case ev.HotAdd(actor, start, end, added):
                yield f"{actor} HotAdd {start:#x}-{end:#x} {added}"
            case ev.SetVariable(actor, name, value, _):
                yield f"{actor} SetVariable {name} {value:#x}"
            case ev.Print(actor, text) | ev.Halt(actor, text):
                yield f"{actor} {type(event).__name__} {text}"
            case (
                ev.BeforeExitBootServices(actor)
                | ev.SetupE820(actor)
                | ev.EnterKernel(actor)
                | ev.Reset(actor)
            ):
                yield f"{actor} {type(event).__name__}"
            case _:
                pass
