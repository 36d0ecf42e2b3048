"""Fails where a parameter took memory away; passes over parameters that took none."""

from __future__ import annotations

from efitool.model.e820 import E820Map
from efitool.triage.case import Case
from efitool.triage.memory_limited import check
from tests.cases import BARE, GIB, e820, fact, lines, verdict


def limited(words: str, left: int) -> Case:
    """Return the case of 2 GiB of which the command line leaves some."""
    (firmware,), (user,) = e820((0, 2 * GIB)), e820((0, left))
    tables: tuple[E820Map, ...] = (firmware, user._replace(source="user"))
    return BARE._replace(e820=tables, command_line=fact(words, line=4))


def test_fails() -> None:
    case = limited("quiet mem=512M console=ttyS0", GIB >> 1)

    (judgement,) = check(case)
    assert judgement.message == "the kernel leaves 1536 MiB unused, as it was told to: mem=512M"
    assert lines(check, case) == [4]
    assert verdict(check, limited("memmap=1G$1G", GIB)) == "fail"


def test_silent() -> None:
    assert verdict(check, BARE) is None
    assert verdict(check, limited("mem=4G", 2 * GIB)) is None
    assert verdict(check, limited("quiet memtest=2", GIB)) is None
    alone = BARE._replace(e820=e820((0, GIB)), command_line=fact("mem=1G"))
    assert verdict(check, alone) is None
