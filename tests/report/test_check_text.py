"""Comparisons as people read them."""

from __future__ import annotations

import pytest

from efitool.replay.check import Check, Point
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import Platform, Scenario
from efitool.report import check_text
from efitool.report.terminal import Palette
from tests.maps import unaccepted

PLAIN = Palette(enabled=False)


def made(*points: Point) -> Check:
    kernel = KERNELS["linux-6.12"]._replace(summary="6.12.1, played as linux-6.12")
    scenario = Scenario(FIRMWARE["edk2-sev-snp"], kernel, Platform.NONE)
    return Check(unaccepted((0, 1 << 24)), scenario, points)


def test_each_point_has_a_line_and_a_difference_both_sides() -> None:
    done = made(
        Point.of("memory lost", ["0 KiB"], ["0 KiB"]),
        Point.of("accepted by the stub", [], [], "in order"),
        Point.of("boot services", ["A", "B", "C"], ["A", "C", "D"]),
        Point.of("table", ["A", "B"], ["A", "B"]),
        Point.not_recorded("marked in the end", "the table"),
        Point.not_predicted("where it ends", "no platform"),
    )

    assert check_text.render("boot", done, PLAIN).splitlines() == [
        "boot",
        "  6.12.1, played as linux-6.12; platform none; from the map GetMemoryMap",
        "  agrees         memory lost                         0 KiB",
        "  agrees         accepted by the stub                none (in order)",
        "  differs        boot services                       predicted -, recorded +",
        "                 - B",
        "                 + D",
        "  agrees         table                               2 in order",
        "  not recorded   marked in the end                   the table",
        "  not predicted  where it ends                       no platform",
        "  3 agree, 1 differ, 1 not predicted, 1 not recorded",
    ]


def test_long_differences_are_counted() -> None:
    done = made(Point.of("accepted by the kernel", map(str, range(30)), ["x"]))

    lines = check_text.render("boot", done, PLAIN).splitlines()

    assert lines[3] == "                 - 0"
    assert lines[-2] == "                 … 11 more lines"


def test_differences_of_a_million_lines_are_not_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_text, "COMPARED", 2)
    done = made(Point.of("e820", ["a", "b", "c", "d"], ["a", "x", "c", "e"]))

    assert check_text.render("boot", done, PLAIN).splitlines()[3:-1] == [
        "                 - b",
        "                 + x",
        "                 1 lines behind were not compared with each other",
    ]


def test_what_a_file_says_cannot_harm_a_terminal() -> None:
    done = made(Point.of("e820", ["a"], ["\x1b[2J"]))

    assert "\x1b" not in check_text.render("b\x1bc", done, PLAIN)
