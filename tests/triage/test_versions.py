"""Versions are read as distributions write them, and compared with where fixes are."""

from __future__ import annotations

import pytest

from efitool.model.capability import Answer
from efitool.triage._versions import (
    FirmwareFix,
    KernelFix,
    Release,
    edk2_tag,
    firmware_has,
    kernel_has,
    release,
)

FIX = KernelFix("c0ffee", "it breaks", (6, 5), (6, 15), {(6, 12): 25, (6, 6): None})
BUG = FirmwareFix("c0ffee", "it breaks", 202211, 202511)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("6.12.117+deb13-amd64", Release((6, 12), 117, candidate=False)),
        ("6.8.0-31-generic", Release((6, 8), None, candidate=False)),
        ("6.1.0-50-cloud-amd64", Release((6, 1), None, candidate=False)),
        ("5.14.0-427.13.1.el9_4.x86_64", Release((5, 14), None, candidate=False)),
        ("6.5.0", Release((6, 5), 0, candidate=False)),
        ("6.1.102-111.182.amzn2023.x86_64", Release((6, 1), 102, candidate=False)),
        ("7.3-rc7-amd64", Release((7, 3), 0, candidate=True)),
        ("7.3.0-rc7", Release((7, 3), 0, candidate=True)),
        ("next-20260101", None),
        ("", None),
    ],
)
def test_release(text: str, read: Release | None) -> None:
    assert release(text) == read


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (None, Answer.UNKNOWN),
        ("gibberish", Answer.UNKNOWN),
        ("6.1.0-50-cloud-amd64", Answer.YES),
        ("6.5.3", Answer.UNKNOWN),
        ("6.6.140", Answer.NO),
        ("6.6.0-14-generic", Answer.UNKNOWN),
        ("6.8.12", Answer.UNKNOWN),
        ("6.12.24+deb13-amd64", Answer.NO),
        ("6.12.25+deb13-amd64", Answer.YES),
        ("6.12.0-55.el10", Answer.UNKNOWN),
        ("6.15.0-rc1", Answer.UNKNOWN),
        ("6.15.0-3-generic", Answer.YES),
        ("7.2.13", Answer.YES),
    ],
)
def test_kernel(text: str | None, answer: Answer) -> None:
    assert kernel_has(text, FIX) is answer


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("edk2-stable202505", 202505),
        ("Debian distribution of EDK II 2025.02-8+deb13u1", 202502),
        ("2026.08+ds-2", 202608),
        ("2022.11-6+deb12u2", 202211),
        ("edk2-20240524-3.el9", 202405),
        ("EDK II", None),
        ("0.0.0 02/06/2015", None),
        ("EDK II 11/08/2025", None),
        ("U-Boot 2025.01", None),
        ("1.16.3-2", None),
        ("", None),
    ],
)
def test_edk2(text: str, tag: int | None) -> None:
    assert edk2_tag(text) == tag


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (None, Answer.UNKNOWN),
        ("EDK II", Answer.UNKNOWN),
        ("edk2-stable202208", Answer.YES),
        ("edk2-stable202211", Answer.NO),
        ("edk2-stable202508", Answer.NO),
        ("edk2-stable202511", Answer.YES),
    ],
)
def test_firmware(text: str | None, answer: Answer) -> None:
    assert firmware_has(text, BUG) is answer
