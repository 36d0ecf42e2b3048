from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner, Result

from efitool.cli.guids import guids

ACCEPTANCE = "c5a010fe-38a7-4531-8a4a-0500d2fd1649"
LOADER = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
FILE_INFO = """\
09576e92-6d3f-11d2-8e39-00a0c969723b  file-info            EFI_FILE_INFO_ID                 \
gEfiFileInfoGuid
09576e93-6d3f-11d2-8e39-00a0c969723b  file-info            EFI_FILE_SYSTEM_INFO_ID          \
gEfiFileSystemInfoGuid
db47d7d3-fe81-11d3-9a35-0090273fc14d  file-info            EFI_FILE_SYSTEM_VOLUME_LABEL_ID  \
gEfiFileSystemVolumeLabelInfoIdGuid
"""


def run(*arguments: str) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(guids)
    return CliRunner().invoke(app, arguments)


def test_columns() -> None:
    result = run("--kind", "file-info")
    assert (result.exit_code, result.stdout, result.stderr) == (0, FILE_INFO, "")


def test_aliases_are_dim_in_colour() -> None:
    assert run(LOADER, "--color", "always").stdout == (
        f"{LOADER}  variable-vendor      LINUX_EFI_LOADER_ENTRY_GUID  \x1b[2mLOADER_GUID\x1b[0m\n"
    )


def test_no_line_ends_in_blanks_or_in_empty_colours() -> None:
    ends = {line[-1] for line in run().stdout.splitlines()}
    assert not ends & {" ", "\t"}
    assert run("SHIM_LOADED_IMAGE_GUID", "--color", "always").stdout.endswith("_GUID\n")


def test_a_kind_filters_what_a_query_finds() -> None:
    every = [line.split()[:3] for line in run("block io").stdout.splitlines()]
    ppis = [line.split()[:3] for line in run("block io", "--kind", "ppi").stdout.splitlines()]
    assert ppis == [[guid, kind, name] for guid, kind, name in every if kind == "ppi"]
    assert 0 < len(ppis) < len(every)


def test_no_query_lists_all() -> None:
    assert len(run().stdout.splitlines()) > 1500


def test_bytes_need_no_quotes_and_the_reading_is_told() -> None:
    result = run(
        *[
            "fe",
            "10",
            "a0",
            "c5",
            "a7",
            "38",
            "31",
            "45",
            "8a",
            "4a",
            "05",
            "00",
            "d2",
            "fd",
            "16",
            "49",
        ]
    )
    assert result.stdout.startswith(f"{ACCEPTANCE}  protocol")
    assert result.stderr == "efitool: read as bytes in memory order\n"


def test_only_the_reading_that_has_a_name_is_told() -> None:
    result = run("c5a010fe38a745318a4a0500d2fd1649")
    assert result.stdout.startswith(ACCEPTANCE)
    assert result.stderr == ""


def test_json() -> None:
    result = run("--json", "c5a010fe38a745318a4a0500d2fd1649")
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    assert json.loads(result.stdout) == {
        "efitool": 1,
        "kind": "guids",
        "query": "c5a010fe38a745318a4a0500d2fd1649",
        "readings": [
            {"guid": "fe10a0c5-a738-3145-8a4a-0500d2fd1649", "how": "bytes in memory order"},
            {"guid": ACCEPTANCE, "how": "text"},
        ],
        "guids": [
            {
                "guid": ACCEPTANCE,
                "name": "OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID",
                "aliases": ["gOvmfSevMemoryAcceptanceProtocolGuid"],
                "kind": "protocol",
                "source": "torvalds/linux v7.3",
            }
        ],
    }


def test_json_of_everything_has_no_query() -> None:
    answer = json.loads(run("--json", "--kind", "file-info").stdout)
    assert answer["query"] is None
    assert [guid["name"] for guid in answer["guids"]] == [
        "EFI_FILE_INFO_ID",
        "EFI_FILE_SYSTEM_INFO_ID",
        "EFI_FILE_SYSTEM_VOLUME_LABEL_ID",
    ]


@pytest.mark.parametrize("format", [(), ("--json",)])
def test_nothing_found_is_exit_1(format: tuple[str, ...]) -> None:
    result = run("no such\x1b[31mname", *format)
    assert result.exit_code == 1
    assert result.stderr == "efitool: nothing is known of no such\\x1b[31mname\n"
    assert [json.loads(line)["guids"] for line in result.stdout.splitlines()] == [[]] * len(format)


def test_an_unknown_kind_is_wrong_usage() -> None:
    result = run("--kind", "driver")
    assert result.exit_code == 2
    assert "'configuration-table'" in result.stderr


def test_references_in_no_file_is_wrong_usage() -> None:
    assert run("--in").exit_code == 2
