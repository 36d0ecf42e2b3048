"""Fails where a kernel drops what it is given, and asks where nothing tells."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.model.triage import Origin, Verdict
from efitool.replay.scenario import Path
from efitool.triage.case import Told
from efitool.triage.kernel_ignores_unaccepted import check
from tests.cases import (
    BARE,
    GIB,
    HANDLES,
    NOBODY,
    SNP,
    TDX,
    message,
    told,
    unaccepted,
    verdict,
)

EDK2 = {
    "provides-acceptance-protocol": Told(Answer.YES, "", Origin("ovmf")),
    "accepts-memory": Told(Answer.YES, "", Origin("ovmf"), ("sev-snp", "tdx")),
    "accept-all-at-exit": Told(Answer.YES, "", Origin("ovmf")),
}


def test_fails() -> None:
    case = HANDLES._replace(kernel_told=told(Answer.NO), lost=12 * GIB)

    assert message(check, case) == (
        "the kernel drops 12.0 GiB that it is given unaccepted: as it was seen"
    )


def test_what_firmware_accepts_at_exit_is_not_lost() -> None:
    case = HANDLES._replace(kernel_told=told(Answer.NO), firmware_told=EDK2)

    assert verdict(check, case._replace(platform=SNP)) == "pass"
    assert verdict(check, case._replace(platform=TDX)) == "fail"
    assert verdict(check, case._replace(platform=NOBODY)) == "fail"
    assert "firmware's image" in message(check, case, Verdict.UNKNOWN)
    assert verdict(check, case._replace(platform=TDX, lost=0)) == "pass"
    assert verdict(check, case._replace(platform=SNP, lost=GIB)) == "fail"


def test_asks_for_the_kernel() -> None:
    assert verdict(check, HANDLES._replace(kernel_told={})) == "unknown"
    assert verdict(check, HANDLES._replace(kernel_told=told(Answer.UNKNOWN))) == "unknown"


def test_passes() -> None:
    assert verdict(check, HANDLES) == "pass"


def test_silent_without_unaccepted_memory() -> None:
    assert verdict(check, BARE) is None
    assert verdict(check, HANDLES._replace(booted_by=Path.XEN, kernel_told={})) is None
    assert verdict(check, HANDLES._replace(map=unaccepted())) is None
