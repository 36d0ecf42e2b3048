from __future__ import annotations

import re

import pytest

from efitool.errors import LimitError
from efitool.references import _matches
from efitool.references._matches import bounded, matches


def test_places_come_in_order() -> None:
    assert list(matches(re.compile(b"a."), b"abcaxa")) == [0, 3]


def test_as_many_as_the_limit_are_looked_at() -> None:
    assert list(bounded(range(3), 3)) == [0, 1, 2]
    with pytest.raises(LimitError, match="more than 2 instructions"):
        list(bounded(range(3), 2))


def test_code_made_of_matches_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_matches, "MAX_MATCHES", 3)
    assert len(list(matches(re.compile(b"a"), b"aaa"))) == 3
    with pytest.raises(LimitError, match="more than 3 instructions"):
        list(matches(re.compile(b"a"), b"aaaa"))
