from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import guids
from efitool.guids import GuidName
from efitool.guids.query import search

ACCEPTANCE = "OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID"
UNACCEPTED = "LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID"


def found(query: str) -> list[str]:
    return [name.name for name in search(query)]


@pytest.mark.parametrize(
    "query",
    [
        "c5a010fe-38a7-4531-8a4a-0500d2fd1649",
        "C5A010FE",
        "c5a010fe-38a7-45",
        "fe10a0c5a73831458a4a0500d2fd1649",
        "c5a010fe38a745318a4a0500d2fd1649",
        "0x453138a7c5a010fe, 0x4916fdd200054a8a",
        "gOvmfSevMemoryAcceptanceProtocolGuid",
        "ovmf sev memory acceptance",
        "SevMemoryAcc",
    ],
)
def test_one_guid_by_many_queries(query: str) -> None:
    assert found(query) == [ACCEPTANCE]


def test_a_name_is_found_by_its_alias() -> None:
    assert found("LINUX_EFI_SCREEN_INFO_TABLE_GUID") == ["LINUX_EFI_PRIMARY_DISPLAY_TABLE_GUID"]
    assert "EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_GUID" in found("EFI_FILE_SYSTEM_GUID")


def test_case_spaces_and_punctuation_do_not_count() -> None:
    assert found("load file 2") == found("LOAD_FILE2") == found("LoadFile2")
    assert found("load file 2") == ["EFI_LOAD_FILE2_PROTOCOL_GUID"]


def test_the_less_is_left_unsaid_the_better() -> None:
    assert found("EFI_BLOCK_IO")[:2] == [
        "EFI_BLOCK_IO_PROTOCOL_GUID",
        "EFI_BLOCK_IO2_PROTOCOL_GUID",
    ]
    assert found("EFI_GLOBAL_VARIABLE")[0] == "EFI_GLOBAL_VARIABLE"


def test_fewer_than_eight_digits_are_a_word() -> None:
    assert found("c5a010f") == []
    assert found("decade") == []


@pytest.mark.parametrize(
    "query", ["", "{}", "no such name", "01234567-89ab-cdef-0123-456789abcdef"]
)
def test_nothing(query: str) -> None:
    assert found(query) == []


@given(st.sampled_from(guids.names()))
@settings(deadline=None, max_examples=25)
def test_every_name_in_full_finds_its_guid_first(name: GuidName) -> None:
    for text in (name.name, *name.aliases):
        best = search(text)[0]
        assert text in (best.name, *best.aliases)


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=50)
def test_noise_finds_what_it_says_or_nothing(query: str) -> None:
    letters = "".join(c for c in query.lower() if c in "0123456789abcdefghijklmnopqrstuvwxyz")
    for name in search(query):
        text = "".join((str(name.guid), name.name, *name.aliases)).replace("_", "").lower()
        assert letters in text.replace("-", "")
