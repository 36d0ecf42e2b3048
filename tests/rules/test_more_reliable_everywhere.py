"""Some memory without it gives it a meaning."""

from __future__ import annotations

import pytest

from efitool.rules.more_reliable_everywhere import check
from tests.maps import descriptor, memory_map

MIRRORED = descriptor(7, 0x1000F)


@pytest.mark.parametrize("attributes", [0xF, None])
def test_silent(attributes: int | None) -> None:
    assert list(check(memory_map(MIRRORED, descriptor(4, attributes)))) == []
    assert list(check(memory_map(descriptor(0)))) == []


def test_fails_whatever_devices_have() -> None:
    assert list(check(memory_map(MIRRORED, descriptor(0), descriptor(11, 1)))) == [
        (None, "all of its memory is more reliable than the rest")
    ]
