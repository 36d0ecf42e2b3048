"""Fails on an error that the stub's last words come of; what other rules explain is theirs."""

from __future__ import annotations

from efitool.model.triage import Origin
from efitool.triage.stub_gives_up import check
from tests.cases import BARE, LOG, lines, says, verdict

WHY = "EFI stub: ERROR: Failed to decompress kernel"
END = "EFI stub: ERROR: efi_stub_entry() failed!"
LAST = Origin(LOG, line=11, text=END)


def test_fails_and_says_why() -> None:
    case = BARE._replace(messages=says(WHY, END), silent=LAST)

    (judgement,) = check(case)
    assert judgement.verdict == "fail"
    assert judgement.message == "the kernel's EFI stub gives up: Failed to decompress kernel"
    assert lines(check, case) == [10]


def test_silent() -> None:
    assert verdict(check, BARE) is None
    assert verdict(check, BARE._replace(messages=says(WHY, END))) is None
    for known in ("exit_boot() failed!", "Failed to load initrd: 0x800000000000000e"):
        case = BARE._replace(messages=says(f"EFI stub: ERROR: {known}", END), silent=LAST)
        assert verdict(check, case) is None, known


def test_silent_where_the_stub_went_on() -> None:
    on = Origin(LOG, line=11, text="EFI stub: Loaded initrd from command line option")

    assert verdict(check, BARE._replace(messages=says(WHY), silent=on)) is None


def test_silent_where_the_map_had_no_room() -> None:
    words = "EFI stub: ERROR: Exit boot services failed."
    case = BARE._replace(messages=says(words), silent=Origin(LOG, 10, text=words))

    assert verdict(check, case) is None
