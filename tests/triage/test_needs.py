"""What is told to collect for rules that have nothing to go by."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.triage import RULES, triage
from efitool.triage._needs import NEEDS, listened, missing_for
from efitool.triage.join import join
from tests.cases import BARE
from tests.evidence import NEW, image, log


def test_each_name_is_of_a_rule_and_stands_once() -> None:
    names = [name for need in NEEDS for name in need.rules]

    assert len(names) == len(set(names))
    assert set(names) <= {r.id for r in RULES}


def test_a_kernel_alone_leaves_much_unknown() -> None:
    told = triage([image("6.1.0-50", Answer.NO)], {})
    unknown = {u.rule: u.collect for u in told.unknown}

    assert unknown["acceptance-failed"] == "the console's log, from the firmware's first line on"
    assert unknown["kernel-ignores-unaccepted"].startswith("firmware's memory map")
    assert not [u for u in told.unknown if u.asks]
    assert told.passed == ()


def test_a_log_in_which_nobody_complains_passes() -> None:
    told = triage([log(NEW)], {})

    assert {"acceptance-failed", "sbat-revoked"} <= set(told.passed)
    assert {u.rule for u in told.unknown if not u.asks} == set()


def test_words_of_a_program_are_no_console() -> None:
    assert missing_for(join((log("GetMemoryMap() is called\n"),)), "sbat-revoked")
    assert not listened(BARE, "sbat-revoked")
    assert missing_for(BARE, "sbat-revoked") is None
