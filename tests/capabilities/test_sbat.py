"""The section, and that it holds something."""

from __future__ import annotations

from efitool.model.capability import Answer
from tests import build
from tests.build import Section
from tests.subjects import ask


def test_with_and_without() -> None:
    sbat = Section(b".sbat", 0x1000, b"sbat,1,SBAT Version", build.DATA)
    empty = Section(b".sbat", 0x1000, b"", build.DATA)

    assert ask("sbat", build.pe(sbat)).answer is Answer.YES
    assert ask("sbat", build.pe(empty)).answer is Answer.NO
    assert ask("sbat", build.pe()).answer is Answer.NO
