"""A console on which no kernel spoke."""

from __future__ import annotations

from efitool.model.triage import Evidence, Origin
from efitool.model.unaccepted import UnacceptedTable
from efitool.triage.join import join
from efitool.triage.kernel_silent import check
from tests.cases import unaccepted, verdict
from tests.evidence import log, raw_map

EDGES = unaccepted((4 << 30 | 1 << 20, 64 << 20))
STUB = "BdsDxe: starting Boot0001\nEFI stub: Loaded initrd from command line option\nUNACC: last\n"


def test_the_last_words_of_a_stub() -> None:
    case = join((log(STUB),))

    assert case.silent == Origin("serial.log", 2, text=STUB.splitlines()[1])
    assert verdict(check, case) == "fail"


def test_a_stub_that_says_why_it_ends() -> None:
    failed = "EFI stub: ERROR: exit_boot() failed!\nEFI stub: ERROR: efi_stub_entry() failed!\n"

    assert verdict(check, join((log(f"{STUB}{failed}"),))) is None


def test_a_kernel_that_speaks() -> None:
    case = join((log(f"{STUB}Linux version 6.12 #1\n"),))

    assert case.silent is None
    assert verdict(check, case) is None


def test_a_kernel_that_speaks_elsewhere() -> None:
    assert join((log(STUB), log("Linux version 6.12 #1\n", "dmesg"))).silent is None


def test_where_a_replay_shows_why_another_rule_says_so() -> None:
    started = join((log(STUB), log("qemu-system-x86_64 -m 4G\n", "cmdline"), raw_map(EDGES)))

    assert started.predicted is None
    assert verdict(check, started) == "fail"
    table = Evidence("table.bin", 1, "unaccepted-table", UnacceptedTable(1, 2 << 20, 0, b""))
    stops = join((*started.evidence, table))
    assert stops.predicted is not None
    assert stops.predicted.result.stop
    assert verdict(check, stops) is None
