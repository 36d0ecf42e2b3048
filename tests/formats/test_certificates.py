"""The entries of a certificate table, as far as they lie within it."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.formats._certificates import MAX_CERTIFICATES, read
from efitool.model.program import Certificate
from tests.signatures import signature, win_certificate


def test_entries_begin_at_multiples_of_eight() -> None:
    first, second = signature(b"First"), signature(b"Second Signer")
    table = win_certificate(first) + win_certificate(second)

    assert read(bytes(24) + table, 24, len(table)) == (
        Certificate(24, 8 + len(first), 0x200, 2, ("First",)),
        Certificate(
            24 + len(win_certificate(first)), 8 + len(second), 0x200, 2, ("Second Signer",)
        ),
    )


@pytest.mark.parametrize(("revision", "type"), [(0x100, 2), (0x200, 1), (0x200, 0xEF1)])
def test_other_kinds_are_entries_without_signers(revision: int, type: int) -> None:
    table = win_certificate(signature(), revision, type)
    [entry] = read(table, 0, len(table))

    assert (entry.revision, entry.type, entry.signers) == (revision, type, ())


@pytest.mark.parametrize("length", [0, 7, 8, 25, 0xFFFF_FFFF])
def test_an_entry_that_does_not_fit_ends_the_table(length: int) -> None:
    odd = struct.pack("<IHH", length, 0x200, 2) + bytes(16)
    good = win_certificate(signature())

    assert len(read(good + odd, 0, len(good + odd))) == 1


def test_the_last_entry_needs_no_padding() -> None:
    table = struct.pack("<IHH", 9, 0x200, 2) + b"\0"
    assert [c.size for c in read(table, 0, len(table))] == [9]


def test_a_table_of_thousands() -> None:
    table = win_certificate(b"\0") * 5000
    assert len(read(table, 0, len(table))) == MAX_CERTIFICATES


@settings(deadline=None)
@given(st.binary(max_size=100), st.integers(0, 2**32), st.integers(0, 2**32))
def test_noise_is_within_the_file(data: bytes, offset: int, size: int) -> None:
    for entry in read(data, offset, size):
        assert entry.offset + entry.size <= len(data)
