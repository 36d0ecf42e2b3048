"""Fails on a loop of answers, and not on how the size is asked for."""

from __future__ import annotations

from efitool.triage.map_buffer_too_small import check
from tests.cases import BARE, fact, message, says, verdict

SHORT = "GetMemoryMap: Buffer Too Small, needs 7008 bytes"


def test_fails() -> None:
    case = BARE._replace(messages=says(SHORT, "GetMemoryMap -> 0x8000000000000005", SHORT))

    assert message(check, case) == "the loader's buffer for the memory map is too small, 3 times"


def test_silent() -> None:
    assert verdict(check, BARE._replace(messages=says(SHORT, SHORT))) is None
    kernel = BARE._replace(messages=says(SHORT, SHORT, SHORT), release=fact("6.12.1"))
    assert verdict(check, kernel) is None


def test_asking_for_the_size_is_no_failure() -> None:
    asked = "GetMemoryMap in=0x0 -> 0x8000000000000005 size=0x1860"
    failed = "GetMemoryMap in=0x1000 -> 0x8000000000000005 size=0x1860"
    assert verdict(check, BARE._replace(messages=says(*[asked] * 6))) is None
    assert verdict(check, BARE._replace(messages=says(*[failed] * 3))) == "fail"
