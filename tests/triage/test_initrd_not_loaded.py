"""Fails on the words of stub and kernel, and says who could have given it."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.triage.initrd_not_loaded import check
from tests.cases import BARE, fact, lines, message, says, told, verdict

ID = "initrd-load-file2"


def test_fails() -> None:
    case = BARE._replace(
        messages=says("EFI stub: ERROR: Failed to load initrd: 0x800000000000000e"),
        command_line=fact("console=ttyS0"),
        loader_told=told(Answer.NO, ID),
    )

    assert message(check, case) == (
        "the kernel has no initrd: initrd= is not on its command line, "
        "and the loader has no LoadFile2"
    )
    assert lines(check, case) == [10]


def test_fails_without_a_reason() -> None:
    panic = "VFS: Unable to mount root fs on unknown-block(0,0)"
    case = BARE._replace(messages=says(panic), command_line=fact("initrd=initrd.img"))

    assert message(check, case) == "the kernel has no initrd"


def test_silent() -> None:
    loaded = "EFI stub: Loaded initrd from LINUX_EFI_INITRD_MEDIA_GUID device path"
    assert verdict(check, BARE._replace(messages=says(loaded))) is None
