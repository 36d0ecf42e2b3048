"""Whose map and whose table count."""

from __future__ import annotations

from efitool.replay.scenario import Path
from efitool.triage.join import facts, join
from tests.cases import GIB, HIGH
from tests.evidence import GRUB, KERNEL, OLD, log, raw_map


def test_a_buffer_counts_where_no_kernel_printed_a_map() -> None:
    assert join((raw_map(HIGH), log(OLD))).map != HIGH
    assert join((raw_map(HIGH), log(KERNEL.format("6.1")))).map == HIGH


def test_what_grub_shows() -> None:
    case = join((log(GRUB),))

    assert case.booted_by is Path.GRUB
    assert facts(case).lost_bytes == GIB
    assert case.messages[0][1].line == 5
    assert case.kernel_told == {}


def test_two_guests_of_grub_are_not_one() -> None:
    head, rows, tail = GRUB.partition("base_addr")

    assert facts(join((log(rows + tail, "one"), log(head, "other")))).lost_bytes is None
