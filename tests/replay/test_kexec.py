"""A kernel that another starts."""

from __future__ import annotations

import pytest

from efitool.model.ranges import PhysRange
from efitool.replay import events as ev
from efitool.replay.events import Actor
from efitool.replay.scenario import Kexec
from tests.guests import KERNEL, MIB, accepted, guest, parked, played

SEGMENT = PhysRange(20 * MIB, 24 * MIB)


def test_kexec_accepts_where_it_copies_the_next_kernel() -> None:
    trace = played(guest((16 * MIB, 64 * MIB)), kexec=Kexec((SEGMENT,)))
    assert accepted(trace) == [(20 * MIB, 26 * MIB)]
    assert parked(trace) == [(12 * MIB, 20 * MIB), (24 * MIB, 64 * MIB)]
    assert not trace.faults


def test_kexec_that_does_not_writes_to_unaccepted_memory() -> None:
    kernel = KERNEL._replace(accepts_segments=False)
    trace = played(guest((16 * MIB, 64 * MIB)), kexec=Kexec((SEGMENT,)), kernel=kernel)
    (fault,) = trace.faults
    assert (fault.id, fault.range) == ("touched-unaccepted", SEGMENT)


def test_a_kernel_after_kexec_unpacks_itself_where_it_has_accepted() -> None:
    output = PhysRange(40 * MIB, 44 * MIB)
    trace = played(guest((16 * MIB, 64 * MIB)), kexec=Kexec((SEGMENT,)), destination=output)
    assert accepted(trace, Actor.STUB)[-1] == (40 * MIB, 44 * MIB)
    assert not trace.faults


@pytest.mark.parametrize(("guards", "read"), [(True, [(12 * MIB, 16 * MIB)]), (False, [])])
def test_a_crash_kernel_reads_what_the_table_does_not_mark(
    guards: bool, read: list[tuple[int, int]]
) -> None:
    trace = played(
        guest((16 * MIB, 64 * MIB)),
        kexec=Kexec((PhysRange(2 * MIB, 4 * MIB),), crash=True),
        touch=(PhysRange(12 * MIB, 20 * MIB),),
        kernel=KERNEL._replace(guards_vmcore=guards),
    )
    touched = [s.event for s in trace.steps if isinstance(s.event, ev.Touch) and not s.fault]
    assert [(e.start, e.end) for e in touched[1:]] == read
    assert bool(trace.faults) is not guards
