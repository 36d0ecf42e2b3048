"""One range of ports is as it should be."""

from __future__ import annotations

from efitool.rules.port_space_repeated import check
from tests.maps import descriptor, memory_map


def test_silent() -> None:
    assert list(check(memory_map(descriptor(12), descriptor(11), descriptor(11)))) == []


def test_fails() -> None:
    assert list(check(memory_map(descriptor(12), descriptor(12)))) == [
        (None, "it has 2 ranges for I/O ports")
    ]
