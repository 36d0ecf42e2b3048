"""Programs that stand beside kernels are not taken for Linux."""

from __future__ import annotations

from pathlib import Path

import pytest

import efitool
from efitool import Answer
from tests.real.lookalikes import Lookalike

pytestmark = pytest.mark.real


@pytest.mark.parametrize("deep", [False, True])
def test_it_is_what_it_is(lookalike: tuple[Lookalike, Path], deep: bool) -> None:
    truth, path = lookalike
    image = efitool.read(path, deep=deep)
    assert image.type is truth.type
    assert image.children == ()
    assert image.linux is None or image.linux.version is None


def test_it_handles_no_unaccepted_memory(lookalike: tuple[Lookalike, Path]) -> None:
    _, path = lookalike
    answers = {c.id: c.answer for c in efitool.capabilities(efitool.read(path))}
    assert Answer.YES not in {
        answers.get("unaccepted-memory"),
        answers.get("acceptance-protocol"),
    }
