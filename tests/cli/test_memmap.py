"""The command, on recordings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from efitool.cli import app

GUEST = Path(__file__).parents[2] / "samples/recordings/linux-6.12-unaccepted"
LOG, RAW = str(GUEST / "serial.log"), str(GUEST / "map-at-exit.bin")


def memmap(*arguments: str, input: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["memmap", *arguments], input=input)


def test_json_is_an_object_a_file() -> None:
    log, raw = map(json.loads, memmap("--json", LOG, RAW).output.splitlines())

    assert [m["format"] for m in (*log["maps"], *raw["maps"])] == ["dmesg-efi"] * 3 + ["memmap-raw"]
    keys = ("type", "start", "end", "pages", "attributes")
    assert [[d[k] for k in keys] for d in log["maps"][0]["descriptors"]] == [
        [d[k] for k in keys] for d in raw["maps"][0]["descriptors"]
    ]


@pytest.mark.parametrize(
    "type", ["15", "0xf", "unaccepted", "EfiUnacceptedMemoryType", "Unaccepted-Memory"]
)
def test_a_type_by_any_of_its_names(type: str) -> None:
    result = memmap("--csv", "--type", type, RAW)

    assert [line.split(",")[3:7] for line in result.output.splitlines()[1:]] == [
        ["0x10000000", "0x40000000", "805306368", "EfiUnacceptedMemoryType"]
    ]


def test_several_types() -> None:
    rows = memmap("--csv", "--type", "unaccepted", "--type", "reserved", RAW).output.splitlines()

    assert {row.split(",")[6] for row in rows[1:]} == {
        "EfiReservedMemoryType",
        "EfiUnacceptedMemoryType",
    }


def test_a_file_that_cannot_be_read_does_not_keep_others_from_being() -> None:
    result = memmap("--csv", "/nonexistent", RAW)

    assert result.exit_code == 2
    assert result.stdout.startswith("path,format,")
    assert result.stderr == "efitool: /nonexistent: No such file or directory\n"


def test_no_map(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("Linux version 6.12\n")
    image = Path(__file__).parents[2] / "samples/images/x86_64-gcc-movabs.efi"

    assert memmap(str(log)).stderr == f"efitool: {log}: no map found\n"
    assert "it is an image, no memory map" in memmap(str(image)).stderr
    [error] = [json.loads(memmap("--json", str(log)).stdout)]
    assert (error["kind"], error["error"]["type"]) == ("error", "UnknownFormatError")


def test_standard_input() -> None:
    assert "768.0 MiB unaccepted" in memmap("--summary", "-", input=Path(RAW).read_bytes()).output


def test_a_descriptor_size() -> None:
    halves = json.loads(memmap("--json", "--descriptor-size", "48", RAW).output)

    assert halves["maps"][0]["descriptor_size"] == 48


@pytest.mark.parametrize(
    "wrong",
    [
        ["--type", "nonsense"],
        ["--json", "--csv"],
        ["--summary", "--json"],
        ["--summary", "--csv"],
        ["--descriptor-size", "39"],
        ["--descriptor-size", "48", "--format", "dmesg-efi"],
        ["--format", "nonsense"],
    ],
)
def test_wrong_usage(wrong: list[str]) -> None:
    assert memmap(*wrong, RAW).exit_code == 2


def test_findings_decide_the_exit_status() -> None:
    ragged = str(GUEST.parent / "linux-6.12-small-ranges/map-at-exit.bin")

    assert memmap(ragged).exit_code == 0
    assert memmap("--fail-on", "note", ragged).exit_code == 1
    assert "unaccepted-unaligned" in memmap(ragged).output


def test_inspect_says_what_was_found() -> None:
    text = CliRunner().invoke(app, ["inspect", LOG])
    data = CliRunner().invoke(app, ["inspect", "--json", RAW])

    assert text.exit_code == 0
    assert f"to see the maps: efitool memmap {LOG}" in text.output
    assert json.loads(data.output)["maps"][0]["descriptors"] == 127
