"""Which row a file is."""

from __future__ import annotations

import pytest

from efitool.model.capability import Answer
from efitool.replay.from_image import ACCEPTS_NOTHING, firmware_of, kernel_of
from efitool.replay.profiles import FIRMWARE
from efitool.replay.scenario import Platform

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("release", "name"),
    [
        ("4.19.0-27-amd64", "linux-6.1"),
        ("6.1.0-56-cloud-amd64", "linux-6.1"),
        ("6.2.0-20-generic", "linux-6.1"),
        ("6.5.0-14-generic", "linux-6.5"),
        ("6.11.0-8-generic", "linux-6.8"),
        ("6.12.107+deb13-amd64", "linux-6.12"),
        ("6.17.0-5-generic", "linux-6.15"),
        ("7.3-rc7", "linux-7.2"),
        ("7.10.1", "linux-7.2"),
    ],
)
def test_the_nearest_version(release: str, name: str) -> None:
    assert kernel_of(release, {"unaccepted-memory": UNKNOWN}).name == name


def test_what_is_seen_counts_for_more_than_the_version() -> None:
    backport = kernel_of("5.14.0-503.el9", {"unaccepted-memory": YES, "acceptance-protocol": YES})
    assert (backport.handles_unaccepted, backport.calls_protocol) == (True, True)
    assert backport.summary == (
        "5.14.0-503.el9, played as linux-6.1, which is seen to handle unaccepted memory, "
        "which is seen to call the acceptance protocol"
    )
    off = kernel_of("6.12.1", {"unaccepted-memory": NO, "acceptance-protocol": NO})
    assert (off.handles_unaccepted, off.calls_protocol) == (False, False)


def test_what_is_not_known_is_told() -> None:
    assert kernel_of(None, {}).summary == (
        "a kernel, played as linux-7.2, of an unknown release, not known to handle unaccepted "
        "memory, not known to call the acceptance protocol"
    )
    known = kernel_of("7.2.1", {"unaccepted-memory": YES, "acceptance-protocol": YES})
    assert known.summary == "7.2.1, played as linux-7.2"


@pytest.mark.parametrize(
    ("provides", "accepts", "lazy", "name", "told"),
    [
        (YES, YES, YES, "edk2-sev-snp", None),
        (NO, NO, NO, "accepts-nothing", None),
        (NO, YES, YES, "edk2-tdx", "Seen from its code, played as edk2-tdx"),
        (
            NO,
            YES,
            UNKNOWN,
            "edk2-tdx",
            "Seen from its code, played as edk2-tdx, not known to leave memory to the kernel",
        ),
        (
            UNKNOWN,
            YES,
            UNKNOWN,
            "edk2-sev-snp",
            "Not known to provide the protocol, played as edk2-sev-snp",
        ),
    ],
)
def test_firmware(
    provides: Answer, accepts: Answer, lazy: Answer, name: str, told: str | None
) -> None:
    found = firmware_of(
        {
            "provides-acceptance-protocol": provides,
            "accepts-memory": accepts,
            "lazy-accept": lazy,
        }
    )
    assert found.name == name
    assert found.summary == (told or {**FIRMWARE, "accepts-nothing": ACCEPTS_NOTHING}[name].summary)


@pytest.mark.parametrize(
    ("provides", "at_exit", "on", "platform", "name"),
    [
        (YES, YES, ("sev-snp", "tdx"), Platform.TDX, "edk2-tdx"),
        (YES, YES, ("sev-snp", "tdx"), Platform.SEV_SNP, "edk2-sev-snp"),
        (YES, YES, ("sev-snp", "tdx"), None, "edk2-sev-snp"),
        (YES, YES, ("sev-snp",), Platform.TDX, "accepts-nothing"),
        (NO, NO, ("tdx",), Platform.SEV_SNP, "accepts-nothing"),
        (NO, NO, ("tdx",), None, "edk2-tdx"),
        (NO, NO, ("sev-snp", "tdx"), Platform.SEV_SNP, "edk2-sev-snp-202211"),
        (NO, YES, ("sev-snp",), None, "accept-all-no-protocol"),
    ],
)
def test_firmware_on_a_platform(
    provides: Answer, at_exit: Answer, on: tuple[str, ...], platform: Platform | None, name: str
) -> None:
    answers = {
        "provides-acceptance-protocol": provides,
        "accepts-memory": YES,
        "lazy-accept": YES,
        "accept-all-at-exit": at_exit,
    }
    assert firmware_of(answers, on, platform).name == name


def test_what_accepts_nothing_leaves_the_map_as_it_is() -> None:
    assert ACCEPTS_NOTHING.accepted_below == 0
    assert not ACCEPTS_NOTHING.accepts_at_exit
    off = firmware_of({"provides-acceptance-protocol": YES, "accept-all-at-exit": NO})
    assert not off.accepts_at_exit
