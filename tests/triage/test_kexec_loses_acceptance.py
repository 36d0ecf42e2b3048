"""Tells by the command line and the version."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.triage.kexec_loses_acceptance import check
from tests.cases import HANDLES, fact, lines, told, unaccepted, verdict

CASE = HANDLES._replace(command_line=fact("quiet crashkernel=256M", 5))


def test_tells() -> None:
    case = CASE._replace(release=fact("6.12.117+deb13-amd64", 4))

    assert verdict(check, case) == "info"
    assert lines(check, case) == [5, 4, 20]


def test_asks() -> None:
    assert verdict(check, CASE._replace(release=fact("6.8.0-31-generic"))) == "unknown"


def test_passes() -> None:
    assert verdict(check, CASE._replace(release=fact("6.15.1"))) == "pass"


def test_silent() -> None:
    assert verdict(check, HANDLES._replace(release=fact("6.12.1"))) is None
    nothing = CASE._replace(map=unaccepted(), release=fact("6.12.1"))
    assert verdict(check, nothing) is None
    assert verdict(check, CASE._replace(kernel_told=told(Answer.NO))) is None
