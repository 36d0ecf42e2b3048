"""A certificate table within the file, or not."""

from __future__ import annotations

import struct

import pytest

from efitool.model.capability import Answer
from tests import build
from tests.build import Section
from tests.subjects import ask

ID = "secure-boot-signed"
TEXT = Section(b".text", 0x1000, bytes(16))


def signed(table: bytes, size: int) -> bytes:
    """Put a table at the end of a file, with the size that the headers say it has."""
    return build.pe(TEXT, Section(b".sig", 0x1010, table), security=(0x1010, size))


def certificate(length: int = 24, revision: int = 0x200, type: int = 2) -> bytes:
    return struct.pack("<IHH", length, revision, type) + bytes(16)


def test_a_table_within_the_file() -> None:
    found = ask(ID, signed(certificate(), 24))

    assert found.answer is Answer.YES
    assert "not verified" in found.why


def test_a_table_outside_the_file() -> None:
    found = ask(ID, signed(certificate(), 25))

    assert (found.answer, "outside the file" in found.why) == (Answer.UNKNOWN, True)


@pytest.mark.parametrize(
    "table",
    [
        certificate(length=0),
        certificate(length=8),
        certificate(length=25),
        certificate(revision=0x100),
        certificate(type=0xEF1),
        certificate()[:7],
        bytes(24),
    ],
)
def test_what_is_no_authenticode_signature(table: bytes) -> None:
    found = ask(ID, signed(table, len(table)))

    assert (found.answer, "PKCS #7" in found.why) == (Answer.UNKNOWN, True)


def test_none() -> None:
    assert ask(ID, build.pe(TEXT)).answer is Answer.NO
