"""Fails on the stub's words, and says what the kernel lacks."""

from __future__ import annotations

import pytest

from efitool.triage.exit_slack_exhausted import check
from tests.cases import BARE, fact, message, says, verdict

SAID = BARE._replace(messages=says("EFI stub: ERROR: Exit boot services failed."))


@pytest.mark.parametrize(
    ("release", "told"),
    [
        ("6.6.87", ": 8 spare descriptors are too few"),
        ("6.1.0-56-arm64", "; it may lack ec4696925da6"),
        ("6.6.88", ", for all its spare descriptors"),
        ("6.14.1", ", for all its spare descriptors"),
    ],
)
def test_fails(release: str, told: str) -> None:
    case = SAID._replace(release=fact(release))

    assert message(check, case) == f"the kernel could not leave boot services{told}"


def test_silent() -> None:
    assert verdict(check, BARE._replace(release=fact("6.1.1"))) is None
