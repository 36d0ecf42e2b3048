"""The command, on recordings and on dumps of a guest's memory."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from efitool.cli import app
from tests import guest_memory as guest

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"
SMALL = RECORDINGS / "linux-6.12-small-ranges"
TABLE, MAP = str(SMALL / "unaccepted-table-booted.bin"), str(SMALL / "map-at-exit.bin")


def unaccepted(*arguments: str, input: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["unaccepted", *arguments], input=input)


@pytest.fixture
def vmcore(tmp_path: Path) -> str:
    path = tmp_path / "vmcore"
    path.write_bytes(guest.kdump(guest.memory()))
    return str(path)


def test_a_dump_is_held_against_the_map_in_it(vmcore: str) -> None:
    result = unaccepted(vmcore)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        vmcore,
        "  56.0 MiB unaccepted in 0x40000000-0x44000000, 32 units of 2.0 MiB",
        "  still to be accepted: 56.0 MiB",
        "    0x40800000-0x44000000    56.0 MiB",
        "  held against the memory map (memmap-raw, at 0x200028): 64.0 MiB unaccepted",
        "  accepted since: 8.0 MiB",
        "    0x40000000-0x40800000     8.0 MiB",
    ]


def test_an_object_a_file(vmcore: str) -> None:
    result = unaccepted("--json", vmcore, str(SMALL / "nothing"))

    dump, error = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 2
    assert (dump["kind"], dump["format"]) == ("unaccepted", "vmcore-kdump")
    assert dump["map"] == {"format": "memmap-raw", "label": "at 0x200028"}
    [table] = dump["tables"]
    assert (table["start"], table["end"], table["units"]) == ("0x40000000", "0x44000000", 32)
    assert table["unaccepted_ranges"] == [["0x40800000", "0x44000000"]]
    assert table["map"] == {
        "unaccepted_bytes": 64 << 20,
        "elsewhere_bytes": 0,
        "elsewhere_ranges": [],
        "outside_bytes": 0,
        "outside_ranges": [],
        "accepted_bytes": 8 << 20,
        "accepted_ranges": [["0x40000000", "0x40800000"]],
    }
    assert error["kind"] == "error"


def test_a_table_alone_asks_for_a_map() -> None:
    alone = unaccepted(TABLE).stdout.splitlines()
    held = unaccepted("--map", MAP, TABLE).stdout.splitlines()

    assert alone[-1] == "  no memory map to hold it against: --map FILE"
    assert alone[:-1] == held[: len(alone) - 1]
    assert held[len(alone) - 1].startswith("  held against the memory map (memmap-raw, GetMemory")


def test_several_files_and_standard_input() -> None:
    table = struct.pack("<IIQQ", 1, 2 << 20, 0, 1) + b"\0"

    result = unaccepted(TABLE, "-", input=table)

    assert result.stdout.splitlines()[-3:] == [
        "-",
        "  0 bytes unaccepted in 0x0-0x1000000, 8 units of 2.0 MiB",
        "  no memory map to hold it against: --map FILE",
    ]


def test_a_guest_without_a_table(tmp_path: Path) -> None:
    path = tmp_path / "vmcore"
    path.write_bytes(guest.elf(guest.memory(at_301cb8=b"x" * 40)))

    result = unaccepted(str(path))

    assert result.exit_code == 2
    assert "no unaccepted table found" in result.stderr


def test_a_dump_whose_kernel_was_left_nothing(tmp_path: Path) -> None:
    path = tmp_path / "vmcore"
    other = bytes(range(16)) + struct.pack("<Q", 0x1000)
    path.write_bytes(guest.elf(guest.memory(at_301cc8=other)))

    result = unaccepted(str(path))

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        str(path),
        "  no unaccepted table: this kernel was not left any memory to accept",
    ]


def test_what_is_no_map_and_what_holds_none() -> None:
    assert unaccepted("--map", TABLE, TABLE).exit_code == 2
    assert unaccepted("--map", str(SMALL / "nothing"), TABLE).exit_code == 2
    assert unaccepted(MAP).exit_code == 2


@pytest.mark.parametrize("command", ["memmap", "inspect"])
def test_other_commands_read_dumps_too(vmcore: str, command: str) -> None:
    result = CliRunner().invoke(app, [command, vmcore])

    assert result.exit_code == 0
    assert "at 0x200028" in result.stdout
    assert "no unaccepted table" not in result.stdout
