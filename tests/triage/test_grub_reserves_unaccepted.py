"""Fails on GRUB's words and on what GRUB or Xen leave, but for a list that was only printed."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.replay.scenario import Path
from efitool.triage.grub_reserves_unaccepted import check
from tests.cases import BARE, GIB, HANDLES, e820, fact, lines, message, says, told, verdict

RESERVES = says("Unknown memory type 15, considering reserved")
SHORT = e820((0, 2 * GIB))
WHOLE = e820((0, 2 * GIB), (4 * GIB, 12 * GIB))


def test_fails() -> None:
    case = HANDLES._replace(messages=RESERVES, e820=SHORT)

    assert message(check, case) == "GRUB reserves 12288 MiB that firmware left unaccepted"
    assert lines(check, case) == [10, 20]


def test_fails_without_a_map() -> None:
    case = BARE._replace(messages=RESERVES)

    assert message(check, case) == "GRUB reserves memory that firmware left unaccepted"


def test_fails_by_its_own_table() -> None:
    case = HANDLES._replace(e820=SHORT, booted_by=Path.GRUB)

    assert message(check, case) == "GRUB reserves 12288 MiB that firmware left unaccepted"


def test_passes_where_the_list_was_only_printed() -> None:
    assert verdict(check, HANDLES._replace(messages=RESERVES, e820=WHOLE)) == "pass"


def test_asks_what_starts_the_kernel() -> None:
    assert verdict(check, HANDLES._replace(e820=SHORT)) == "unknown"


def test_silent() -> None:
    assert verdict(check, HANDLES) is None
    assert verdict(check, HANDLES._replace(e820=SHORT, booted_by=Path.XEN)) is None
    assert verdict(check, HANDLES._replace(e820=WHOLE)) is None
    again = HANDLES._replace(e820=SHORT, command_line=fact("add_efi_memmap"))
    assert verdict(check, again) is None
    assert verdict(check, HANDLES._replace(e820=SHORT, kernel_told=told(Answer.NO))) is None
