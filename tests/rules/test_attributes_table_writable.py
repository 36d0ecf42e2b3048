"""Either protection will do."""

from __future__ import annotations

import pytest

from efitool.rules.attributes_table_writable import check
from tests.maps import RUNTIME, attributes_table, descriptor


@pytest.mark.parametrize("attributes", [1 << 14, 1 << 17, 1 << 14 | 1 << 17, None])
def test_silent(attributes: int | None) -> None:
    assert list(check(attributes_table(descriptor(5, attributes)))) == []


def test_fails() -> None:
    assert list(check(attributes_table(descriptor(5, RUNTIME)))) == [
        (0, "0x1000-0x2000 can be written and executed")
    ]
