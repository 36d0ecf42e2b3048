"""Fails on firmware's words."""

from __future__ import annotations

from efitool.triage.image_section_alignment import check
from tests.cases import BARE, lines, says, verdict


def test_fails_on_the_words() -> None:
    case = BARE._replace(
        messages=says(
            "Booting",
            "!!!!!!!!  Image Section Alignment(0x20) does not match Required Alignment",
        )
    )

    assert verdict(check, case) == "fail"
    assert lines(check, case) == [11]


def test_silent() -> None:
    assert verdict(check, BARE) is None
    assert verdict(check, BARE._replace(messages=says("Section Alignment(0x1000)"))) is None
