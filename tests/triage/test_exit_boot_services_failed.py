"""Fails on the stub's words."""

from __future__ import annotations

from efitool.triage.exit_boot_services_failed import check
from tests.cases import BARE, lines, says, verdict


def test_fails_on_the_words() -> None:
    case = BARE._replace(messages=says("Booting", "EFI stub: ERROR: exit_boot() failed!"))

    assert verdict(check, case) == "fail"
    assert lines(check, case) == [11]


def test_silent() -> None:
    assert verdict(check, BARE) is None
    assert (
        verdict(check, BARE._replace(messages=says("EFI stub: Exiting boot services..."))) is None
    )


def test_silent_where_the_map_had_no_room() -> None:
    words = ("EFI stub: ERROR: Exit boot services failed.", "EFI stub: ERROR: efi_main() failed!")

    assert verdict(check, BARE._replace(messages=says(*words))) is None
