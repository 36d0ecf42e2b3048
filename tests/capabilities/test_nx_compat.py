"""One flag."""

from __future__ import annotations

from efitool.model.capability import Answer
from tests import build
from tests.subjects import applies, ask


def test_set_and_not_set() -> None:
    assert ask("nx-compat", build.pe(nx=True)).answer is Answer.YES
    assert ask("nx-compat", build.pe(nx=False)).answer is Answer.NO


def test_only_pe_files_have_it() -> None:
    assert not applies("nx-compat", build.bzimage(stub=None))
