"""What will become of unaccepted memory, by firmware and platform."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.model.triage import Origin
from efitool.triage._outlook import accepts_at_exit, after_exit, booted, outlook
from efitool.triage.case import Case, Told
from efitool.triage.join import join
from tests.cases import BARE, HIGH, NOBODY, SNP, TDX, e820, fact, told, unaccepted
from tests.evidence import OLD, log, raw_map

YES, NO = Answer.YES, Answer.NO
WHERE = Origin("OVMF_CODE.fd")


def ovmf(provides: Answer, at_exit: Answer, *platforms: str) -> dict[str, Told]:
    accepts = YES if platforms else NO
    return {
        "provides-acceptance-protocol": Told(provides, "", WHERE),
        "accepts-memory": Told(accepts, "", WHERE, platforms),
        "lazy-accept": Told(accepts, "", WHERE),
        "accept-all-at-exit": Told(at_exit, "", WHERE),
    }


BOTH = ovmf(YES, YES, "sev-snp", "tdx")
OLD_KERNEL = BARE._replace(kernel_told=told(NO), release=fact("6.1.0-50"))
GIVEN = OLD_KERNEL._replace(map=HIGH, firmware_told=BOTH)


def test_firmware_accepts_at_exit_on_sev_snp_alone() -> None:
    assert accepts_at_exit(GIVEN._replace(platform=SNP)) is YES
    assert accepts_at_exit(GIVEN._replace(platform=TDX)) is NO
    assert accepts_at_exit(GIVEN._replace(platform=NOBODY)) is NO
    assert accepts_at_exit(GIVEN) is Answer.UNKNOWN
    assert accepts_at_exit(GIVEN._replace(firmware_told={})) is Answer.UNKNOWN
    assert accepts_at_exit(GIVEN._replace(firmware_told=ovmf(NO, NO, "tdx"))) is NO


def test_both_answers_where_the_platform_is_not_told() -> None:
    assert outlook(GIVEN) == (
        "Kernel 6.1.0-50 does not handle unaccepted memory; no boot is seen here. With this"
        " firmware nothing is lost on SEV-SNP, for it accepts all memory at ExitBootServices;"
        " the guest loses 12.0 GiB on TDX."
    )


def test_one_answer_where_it_is() -> None:
    assert (outlook(GIVEN._replace(platform=TDX)) or "").endswith("loses 12.0 GiB on TDX.")
    without = GIVEN._replace(platform=TDX, map=None)
    assert (outlook(without) or "").endswith("the guest loses on TDX what lies above 4 GiB.")
    nothing = without._replace(firmware_told=ovmf(NO, NO))
    assert "no memory is accepted on TDX" in (outlook(nothing) or "")


def test_without_firmware() -> None:
    assert "unless its firmware accepts that" in (outlook(OLD_KERNEL) or "")


def test_other_kernels() -> None:
    assert "loses none" in (outlook(BARE._replace(kernel_told=told(YES))) or "")
    unsure = BARE._replace(kernel_told=told(Answer.UNKNOWN))
    assert "nor whether the kernel handles" in (outlook(unsure) or "")


def test_nothing_to_foresee() -> None:
    assert outlook(BARE) is None
    assert outlook(GIVEN._replace(map=unaccepted())) is None
    assert outlook(GIVEN._replace(e820=e820((0, 1)))) is None


def test_whose_map_it_is() -> None:
    def at_exit(case: Case) -> tuple[bool, bool]:
        return booted(case), after_exit(case)

    assert at_exit(join((log(OLD),))) == (True, True)
    assert at_exit(join((raw_map(HIGH),))) == (False, False)
    assert at_exit(BARE) == (False, False)
