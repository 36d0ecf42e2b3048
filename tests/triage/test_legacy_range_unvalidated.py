"""Fails on 0x404 under a kernel, and not before it."""

from __future__ import annotations

from efitool.triage.legacy_range_unvalidated import check
from tests.cases import BARE, SNP, TDX, fact, message, ram, says, verdict
from tests.maps import memory_map

SAID = BARE._replace(
    messages=says("Unsupported exit-code 0x404 in #VC exception (IP: 0x7f)"),
    release=fact("6.12.1"),
    platform=SNP,
)


def test_fails() -> None:
    assert message(check, SAID) == "something read memory that was never validated"


def test_says_what_the_map_leaves_out() -> None:
    case = SAID._replace(map=memory_map(ram(0, 0xA0000), ram(0xF0000, 0x10000, 0)))

    assert message(check, case).endswith("; firmware's map leaves out 320 KiB below 1 MiB")


def test_silent() -> None:
    assert verdict(check, SAID._replace(release=None)) is None
    assert verdict(check, SAID._replace(platform=TDX)) is None
    assert verdict(check, SAID._replace(messages=())) is None
