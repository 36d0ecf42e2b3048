"""The banner, and the placeholder that stands before it."""

from __future__ import annotations

import pytest

from efitool.formats._banner import Banner, find

PLACEHOLDER = b"Linux version 6.12.1-x (me@home) (gcc 14) # SMP\n\0"
REAL = b"Linux version 6.12.1-x (me@home) (gcc 14) #7 SMP Debian 6.12.1-1\n\0"


def test_the_placeholder_is_passed_over() -> None:
    data = b"Linux version %s\0" + PLACEHOLDER + REAL

    assert find(data, 0, len(data)) == Banner("6.12.1-x", REAL[:-2].decode())


def test_none_outside_the_bounds() -> None:
    assert find(PLACEHOLDER, 0, len(PLACEHOLDER)) is None
    assert find(REAL, 1, len(REAL)) is None
    assert find(REAL, 0, len(REAL) - 30) is None


def test_bytes_that_are_no_text_are_kept_readable() -> None:
    data = b"Linux version 6.1-\xff (x) #1\0"
    assert find(data, 0, len(data)) == Banner("6.1-\\xff", "Linux version 6.1-\\xff (x) #1")


@pytest.mark.parametrize(
    ("release", "found"),
    [(b"6.1" + b"2" * 64, True), (b"6.1" + b"2" * 65, False), (b"12345.1", False)],
)
def test_a_release_has_a_length(release: bytes, found: bool) -> None:
    data = b"Linux version " + release + b" (me@home) #1 SMP\0"

    assert (find(data, 0, len(data)) is not None) is found
