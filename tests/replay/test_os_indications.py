"""A request in OsIndications, over several boots."""

from __future__ import annotations

import pytest

from efitool.replay import replay
from efitool.replay.events import Actor
from efitool.replay.profiles import KERNELS
from efitool.replay.scenario import Until
from efitool.replay.trace import Trace
from tests.boots import GIB, boot, exits, guest, scenario, transcript

HIGH = guest((4 * GIB, 6 * GIB))


def after(firmware: str, earlier: tuple[str, ...], kernel: str) -> Trace:
    """Boot kernels one after the other."""
    boots = tuple(KERNELS[name] for name in earlier)
    return replay(HIGH, scenario(firmware, kernel)._replace(earlier=boots, until=Until.IDLE))


@pytest.mark.parametrize(
    ("firmware", "earlier", "kernel", "unaccepted"),
    [
        ("osindications", (), "linux-7.2", 0),
        ("osindications", ("linux-7.2",), "linux-7.2", 2 * GIB),
        ("osindications", ("linux-6.1",), "linux-7.2", 0),
        ("osindications", ("linux-7.2",), "linux-6.1", 2 * GIB),
        ("osindications", ("linux-7.2", "linux-6.1"), "linux-7.2", 2 * GIB),
        ("osindications", ("grub-legacy",), "linux-7.2", 0),
        ("osindications-volatile", ("linux-7.2",) * 3, "linux-7.2", 0),
        ("osindications-unknown", ("linux-7.2",) * 3, "linux-7.2", 0),
    ],
)
def test_what_a_boot_finds(
    firmware: str, earlier: tuple[str, ...], kernel: str, unaccepted: int
) -> None:
    trace = after(firmware, earlier, kernel)
    assert trace.final.accepted[Actor.FIRMWARE] == 2 * GIB - unaccepted
    assert len(exits(trace)) == len(earlier) + 1


def test_without_more_said_the_same_kernel_was_booted_before() -> None:
    lines = transcript(boot(HIGH, "osindications", "linux-7.2"))
    assert lines.count("user Reset") == 1
    assert "kernel SetVariable OsIndications 0x8000000000000000" in lines
    assert lines[-2:] == ["stub SetupE820", "stub EnterKernel"]
    assert "stub Mark 0x100000000-0x180000000" in lines


def test_an_unknown_bit_is_deleted() -> None:
    lines = transcript(after("osindications-unknown", ("linux-7.2",), "linux-6.1"))
    reset = lines.index("user Reset")
    assert lines[reset + 1 : reset + 3] == [
        "firmware Print [Bds] Unformalized OsIndications variable exists. Delete it",
        "firmware SetVariable OsIndications 0x0",
    ]


def test_what_is_set_is_not_set_again() -> None:
    lines = transcript(after("osindications", ("linux-7.2", "linux-7.2"), "linux-7.2"))
    assert sum(line.startswith("kernel SetVariable") for line in lines) == 1
