"""The references of every sample image, against the table that is made from their sources."""

from __future__ import annotations

from collections.abc import Iterator
from csv import DictReader
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest

import efitool
from efitool.model.reference import Form, Grade, GuidReference
from efitool.references import find

SAMPLES = Path(__file__).parents[2] / "samples"

Row = dict[str, str]

with (SAMPLES / "images.tsv").open(encoding="utf-8", newline="") as table:
    ROWS: list[Row] = list(DictReader(table, delimiter="\t"))

NOT_FOLLOWED = {
    "movw bytes": "a GUID that is stored byte by byte is found in x86 code only",
    "lui bytes": "a GUID that is stored byte by byte is found in x86 code only",
    "lu12i.w bytes": "a GUID that is stored byte by byte is found in x86 code only",
    "ldrd": "LDRD from a literal pool is not followed",
}
"""Encodings whose references are not found, and why."""

UNSEEN_CALLS = {
    ("images/i386-gcc-gnu-efi.efi", "EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_GUID"): (
        "a function that passes its arguments on where they are, by a jump, is not followed"
    ),
}
"""References whose calls are not seen, and why."""


def limitation(row: Row) -> str | None:
    return NOT_FOLLOWED.get(row["encoding"]) or UNSEEN_CALLS.get((row["file"], row["name"]))


FILES = sorted(
    str(path.relative_to(SAMPLES))
    for folder in ("images", "kernels", "ukis")
    for path in (SAMPLES / folder).iterdir()
)


@cache
def references(file: str) -> tuple[GuidReference, ...]:
    return find(efitool.read_image(SAMPLES / file))


def wanted(row: Row) -> Iterator[GuidReference]:
    """Yield the references that are what a row tells."""
    for reference in references(row["file"]):
        services = {call.service for call in reference.calls}
        if (
            reference.guid == UUID(row["guid"])
            and reference.form is Form(row["form"])
            and reference.grade is Grade.STRONG
            and (row["call"] in services or not row["call"])
        ):
            yield reference


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['file']}-{r['name']}-{r['call']}")
def test_a_row_of_the_table_is_found(row: Row, request: pytest.FixtureRequest) -> None:
    if why := limitation(row):
        request.applymarker(pytest.mark.xfail(reason=why))
    assert any(wanted(row)), references(row["file"])


@pytest.mark.parametrize("file", FILES)
def test_nothing_else_is_found(file: str) -> None:
    """Not a GUID that is in no row, not a service that no row names."""
    rows = [row for row in ROWS if row["file"] == file]
    found = references(file)
    known = [row for row in rows if row["encoding"] not in NOT_FOLLOWED]
    seen = [row for row in known if row["call"] and not limitation(row)]
    assert {r.guid for r in found} == {UUID(row["guid"]) for row in known}
    assert {(r.guid, call.service) for r in found for call in r.calls} == {
        (UUID(row["guid"]), row["call"]) for row in seen
    }
