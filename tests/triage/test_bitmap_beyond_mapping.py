"""Fails on the trace; tells by size and version, and asks where these do not tell."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.model.triage import Verdict
from efitool.triage.bitmap_beyond_mapping import check
from tests.cases import GIB, HANDLES, fact, lines, message, says, told, unaccepted, verdict

ODD = HANDLES._replace(map=unaccepted((4 * GIB, 65 * GIB + (512 << 20))))
TRACE = says("RIP: 0010:_find_next_bit+0x3f/0x80")


def test_fails() -> None:
    case = ODD._replace(messages=TRACE, release=fact("6.8.0-31-generic", 4))

    assert verdict(check, case) == "fail"
    assert lines(check, case) == [10, 4, 20]


def test_tells() -> None:
    case = ODD._replace(release=fact("6.12.74+deb13-amd64"))

    assert message(check, case, Verdict.INFO) == (
        "the last page of the unaccepted table may be unmapped with 69120 MiB: "
        "the kernel lacks 0862438c9048"
    )


def test_asks_for_the_changelog() -> None:
    assert verdict(check, ODD._replace(release=fact("6.8.0-31-generic"))) == "unknown"


def test_passes() -> None:
    assert verdict(check, ODD._replace(release=fact("6.12.75+deb13-amd64"))) == "pass"


def test_silent() -> None:
    fixed = ODD._replace(messages=TRACE, release=fact("7.2.1"))
    assert verdict(check, fixed) is None
    whole = HANDLES._replace(map=unaccepted((4 * GIB, 66 * GIB)), release=fact("6.12.1"))
    assert verdict(check, whole) is None
    assert verdict(check, HANDLES._replace(release=fact("6.12.1"))) is None
    old = ODD._replace(kernel_told=told(Answer.NO), release=fact("6.1.1"))
    assert verdict(check, old) is None
