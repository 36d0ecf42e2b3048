"""Memory that ACPI describes, alone or as well as the map."""

from __future__ import annotations

from efitool.model.ranges import PhysRange
from efitool.replay import replay
from efitool.replay.scenario import Until
from efitool.replay.trace import Trace
from tests.boots import GIB, guest, scenario, transcript

HIGH = guest((4 * GIB, 6 * GIB))
RANGE = PhysRange(4 * GIB, 6 * GIB)


def play(firmware: str, kernel: str, *touch: PhysRange) -> Trace:
    """Play until the guest is idle."""
    return replay(HIGH, scenario(firmware, kernel)._replace(until=Until.IDLE, touch=touch))


def test_what_acpi_describes_alone_is_not_in_the_map() -> None:
    for kernel in ("linux-6.1", "linux-7.2", "grub-legacy"):
        trace = play("acpi-coldplug", kernel, RANGE)
        assert 15 not in {d.type for d in trace.final.descriptors}
        assert trace.final.hot_added == [RANGE]
        assert trace.final.unaccepted.size == 0
        assert trace.faults == ()
        assert transcript(trace)[-2:] == [
            "kernel Accept 0x100000000-0x180000000",
            "kernel HotAdd 0x100000000-0x180000000 True",
        ]


def test_an_old_kernel_adds_what_nobody_accepted() -> None:
    trace = play("acpi-double-claim", "linux-6.1", RANGE)
    assert trace.final.hot_added == [RANGE]
    assert [f.id for f in trace.faults] == ["double-claim", "touched-unaccepted"]
    assert [f.fatal for f in trace.faults] == [False, True]


def test_a_new_kernel_has_it_already() -> None:
    trace = play("acpi-double-claim", "linux-7.2")
    assert trace.final.hot_added == []
    assert [f.id for f in trace.faults] == ["double-claim"]


def test_xen_adds_nothing() -> None:
    assert play("acpi-coldplug", "xen").final.hot_added == []
