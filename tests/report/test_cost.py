"""Time at costs that somebody states."""

from __future__ import annotations

from efitool.replay.events import Actor
from efitool.replay.operations import Bill, Operation
from efitool.report.cost import described, render
from efitool.report.terminal import Palette

BILL = Bill({Operation.TDX_2M: 0.25})
COUNTS = {Actor.STUB: {Operation.TDX_2M: 6}, Actor.KERNEL: {Operation.TDX_4K: 1000}}
PLAIN = Palette(enabled=False)


def test_who_takes_how_long() -> None:
    assert [*render(BILL, COUNTS, PLAIN)][:6] == [
        "",
        "Time to accept, at the costs stated",
        "  stub             1.500 s",
        "                       6 TDG.MEM.PAGE.ACCEPT of 2 MiB, 0.25 s each",
        "  kernel           0.000 s",
        "                   1,000 TDG.MEM.PAGE.ACCEPT of 4 KiB, no cost stated",
    ]


def test_nobody_accepts() -> None:
    assert "  nobody accepts anything" in render(BILL, {}, PLAIN)


def test_for_programs() -> None:
    assert described(BILL, COUNTS) == {
        "stub": {"seconds": 1.5, "operations": {"tdx-2m": 6}},
        "kernel": {"seconds": 0, "operations": {"tdx-4k": 1000}},
    }
