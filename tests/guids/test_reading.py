from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.guids.reading import Reading, readings

GUID = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
MEMORY = "bytes in memory order"


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("c5a010fe-38a7-4531-8a4a-0500d2fd1649", "text"),
        ("C5A010FE-38A7-4531-8A4A-0500D2FD1649", "text"),
        (" {C5A010FE-38a7-4531-8A4A-0500D2FD1649}\n", "text"),
        ('"c5a010fe-38a7-4531-8a4a-0500d2fd1649"', "text"),
        (
            "{ 0xc5a010fe, 0x38a7, 0x4531, { 0x8a, 0x4a, 0x05, 0x00, 0xd2, 0xfd, 0x16, 0x49 } }",
            "C initialiser",
        ),
        (
            "EFI_GUID(0xC5A010FEU, 0x38A7, 0x4531, 0x8A, 0x4A, 0x5, 0x0, 0xD2, 0xFD, 0x16, 0x49);",
            "C initialiser",
        ),
        ("0xfe,0x10,0xa0,0xc5,0xa7,0x38,0x31,0x45,0x8a,0x4a,5,0,0xd2,0xfd,0x16,0x49", None),
        (
            "0xfe,0x10,0xa0,0xc5,0xa7,0x38,0x31,0x45,0x8a,0x4a,0x5,0x0,0xd2,0xfd,0x16,0x49",
            MEMORY,
        ),
        (
            "movabs $0x453138a7c5a010fe,%rax; movabs $0x4916fdd200054a8a,%rax",
            "two 64-bit immediates",
        ),
        ("0xc5a010fe 0x453138a7 0x54a8a 0x4916fdd2", "four 32-bit immediates"),
        ("fe10a0c5a73831458a4a0500d2fd1649", MEMORY),
        ("fe 10 a0 c5 a7 38 31 45  8a 4a 05 00 d2 fd 16 49", MEMORY),
        ("FE:10:A0:C5:A7:38:31:45:8A:4A:05:00:D2:FD:16:49", MEMORY),
        ("fe10 a0c5 a738 3145 8a4a 0500 d2fd 1649", MEMORY),
    ],
)
def test_spellings(text: str, how: str | None) -> None:
    expected = Reading(GUID, how) if how else None
    assert next(iter(readings(text)), None) == expected


def test_digits_without_hyphens_may_also_be_text() -> None:
    in_memory, as_text = readings("c5a010fe38a745318a4a0500d2fd1649")
    assert in_memory == Reading(UUID("fe10a0c5-a738-3145-8a4a-0500d2fd1649"), MEMORY)
    assert as_text == Reading(GUID, "text")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "EFI_LOAD_FILE2_PROTOCOL_GUID",
        "c5a010fe",
        "c5a010fe-38a7-4531-8a4a-0500d2fd164",
        "c5a010fe-38a7-4531-8a4a-0500d2fd16490",
        "c5a010fe-38a7-4531-8a4a-0500d2fd164g",
        "0xc5a010fe",
        "0x1c5a010fe 0x453138a7 0x54a8a 0x4916fdd2",
        "{0xc5a010fe, 0x38a7, 0x4531, {0x8a, 0x4a, 0x05, 0x00, 0xd2, 0xfd, 0x16, 0x149}}",
    ],
)
def test_what_is_no_guid(text: str) -> None:
    assert readings(text) == ()


@given(st.uuids())
@settings(deadline=None)
def test_each_spelling_of_a_guid_is_read_as_that_guid(guid: UUID) -> None:
    halves = [int.from_bytes(guid.bytes_le[at : at + 8], "little") for at in (0, 8)]
    words = [int.from_bytes(guid.bytes_le[at : at + 4], "little") for at in range(0, 16, 4)]
    fields = [*guid.fields[:3], *guid.bytes[8:]]
    for text in (
        f"{{{str(guid).upper()}}}",
        guid.bytes_le.hex(" "),
        *(", ".join(map(hex, numbers)) for numbers in (halves, words, fields, guid.bytes_le)),
    ):
        assert readings(text)[0].guid == guid
    assert readings(guid.hex)[1].guid == guid


@given(st.text() | st.from_regex(r"[0-9a-fx{}, :-]*"))
@settings(deadline=None)
def test_noise_is_read_as_something_or_nothing(text: str) -> None:
    assert len(readings(text)) <= 2
