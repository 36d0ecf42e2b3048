"""A signature within the file, and by whom."""

from __future__ import annotations

import struct

import pytest

from efitool.model.capability import Answer, Evidence
from tests import build
from tests.build import Section
from tests.signatures import message, signature, win_certificate
from tests.subjects import ask

ID = "secure-boot-signed"
TEXT = Section(b".text", 0x1000, bytes(16))


def signed(table: bytes, size: int | None = None) -> bytes:
    """Put a table at the end of a file, with the size that the headers say it has."""
    security = (0x1010, len(table) if size is None else size)
    return build.pe(TEXT, Section(b".sig", 0x1010, table), security=security)


def test_who_signed() -> None:
    first, second = signature(b"First"), signature(b"Second")
    found = ask(ID, signed(win_certificate(first) + win_certificate(second)))

    assert found.answer is Answer.YES
    assert found.why == "a signature by First, Second is present; it is not verified"
    assert found.evidence == (
        Evidence(f"certificate of {8 + len(first)} bytes: First", "PE", 0x1010),
        Evidence(
            f"certificate of {8 + len(second)} bytes: Second",
            "PE",
            0x1010 + len(win_certificate(first)),
        ),
    )


def test_an_entry_of_another_kind_beside_it() -> None:
    found = ask(ID, signed(win_certificate(bytes(16), type=0xEF1) + win_certificate(signature())))

    assert found.answer is Answer.YES
    assert found.evidence[0].what == "certificate of 24 bytes: type 0xef1, of nobody named"


def test_a_table_outside_the_file() -> None:
    table = win_certificate(signature())
    found = ask(ID, signed(table, len(table) + 1))

    assert (found.answer, "outside the file" in found.why) == (Answer.UNKNOWN, True)


@pytest.mark.parametrize(
    "table",
    [
        bytes(24),
        struct.pack("<IHH", 8, 0x200, 2),
        struct.pack("<IHH", 25, 0x200, 2) + bytes(16),
        win_certificate(signature())[:7],
        win_certificate(bytes(16)),
        win_certificate(message([], [])),
        win_certificate(signature(), revision=0x100),
        win_certificate(signature(), type=0xEF1),
    ],
)
def test_what_is_no_authenticode_signature(table: bytes) -> None:
    found = ask(ID, signed(table))

    assert (found.answer, "PKCS #7" in found.why) == (Answer.UNKNOWN, True)


def test_none() -> None:
    assert ask(ID, build.pe(TEXT)).answer is Answer.NO
