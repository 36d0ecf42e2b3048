"""A replay beside the recording of the same boot, point by point.

What is predicted comes from the first map, from how the firmware was set up, and from the kernel's
version and command line. What depends on more than that is not predicted, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from efitool.model.memmap import MemoryMap
from efitool.model.recording import Recording
from efitool.replay import _check_acceptance as acceptance
from efitool.replay import _check_memory as memory
from efitool.replay import _check_services as services
from efitool.replay import events as ev
from efitool.replay import recorded, replay
from efitool.replay._check_point import Point, Verdict
from efitool.replay.scenario import KernelProfile, Scenario
from efitool.replay.trace import Trace

__all__ = ["Check", "Point", "Verdict", "check"]


class Check(NamedTuple):
    """What was compared, and by which scenario the prediction was made."""

    map: MemoryMap
    scenario: Scenario
    points: tuple[Point, ...]

    @property
    def differs(self) -> bool:
        return any(p.verdict is Verdict.DIFFERS for p in self.points)


def check(recording: Recording, kernel: KernelProfile) -> Check | None:
    """Replay what was recorded, and compare; None where the recording has no map.

    Raises `LimitError`.
    """
    first = recorded.first_map(recording)
    if first is None:
        return None
    scenario = recorded.scenario(recording, kernel)
    trace = replay(first, scenario)
    return Check(first, scenario, tuple(_points(recording, first, scenario, trace)))


def _points(
    recording: Recording, first: MemoryMap, scenario: Scenario, trace: Trace
) -> Iterator[Point]:
    yield services.services(recording, trace)
    yield services.maps_taken(recording, trace)
    yield services.table(recording, trace)
    yield acceptance.stub(recording, trace)
    yield acceptance.marked_by_stub(recording, trace)
    yield _end(recording, trace)
    yield memory.last_table(recording, scenario)
    yield memory.fate(recording, trace)
    yield memory.lost(recording, trace)
    yield memory.counted(recording, scenario, trace)
    played = acceptance.play(recording, first, scenario)
    yield acceptance.kernel(recording, played)
    yield acceptance.marked_at_end(recording, trace, played)
    yield acceptance.shown(recording, played)


def _end(recording: Recording, trace: Trace) -> Point:
    """Compare how far the guest came: a kernel that is entered has something to say."""
    name = "where it ends"
    if recording.setup is None:
        return Point.not_predicted(name, "the platform is not told, and who stops has no log")
    if recorded.asks_protocol(recording) is None and not recording.log.kernels:
        return Point.not_recorded(name, "a kernel")
    entered = any(isinstance(step.event, ev.EnterKernel) for step in trace.steps)
    fault = trace.steps[-1].fault if trace.steps else None
    note = f"{fault.range}: {fault.why}" if fault and fault.fatal and not entered else ""
    return Point.of(name, [_reached(entered)], [_reached(bool(recording.log.kernels))], note)


def _reached(entered: bool) -> str:
    return "the kernel is entered" if entered else "the kernel never says a word"
