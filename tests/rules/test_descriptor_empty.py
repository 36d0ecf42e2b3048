"""One page is enough."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules.descriptor_empty import check
from tests.maps import descriptor


@pytest.mark.parametrize(
    "fine",
    [
        descriptor(pages=1),
    ],
)
def test_silent(fine: MemoryDescriptor) -> None:
    assert check(fine) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (descriptor(pages=0), "it has no pages at 0x1000"),
    ],
)
def test_fails(broken: MemoryDescriptor, message: str) -> None:
    assert check(broken) == message
