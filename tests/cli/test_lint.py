"""The command, on recordings and samples."""

from __future__ import annotations

import json
import lzma
import struct
from pathlib import Path

from typer.testing import CliRunner, Result

from efitool.cli import app

SAMPLES = Path(__file__).parents[2] / "samples"
RAGGED = str(SAMPLES / "recordings/linux-6.12-small-ranges/map-at-exit.bin")
CLEAN = str(SAMPLES / "recordings/linux-6.12/serial.log")
IMAGE = SAMPLES / "images/x86_64-gcc-movabs.efi"
EMPTY_RANGE = b"".join(
    struct.pack("<I4xQQQQ", type, start, 0, pages, 0xF)
    for type, start, pages in ((7, 0, 0x10000), (4, 0x10000000, 0), (7, 0x20000000, 0x10))
)
STRIDE = ("--descriptor-size", "40")


def lint(*arguments: str, input: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["lint", *arguments], input=input)


def test_findings_alone() -> None:
    result = lint(CLEAN, RAGGED)

    assert result.exit_code == 0
    path, first, *_ = result.stdout.splitlines()
    assert path == RAGGED
    assert first.startswith("  warning  unaccepted-below-4gib: GetMemoryMap: 27640 KiB below 4 GiB")


def test_an_object_a_file() -> None:
    clean, ragged = map(json.loads, lint("--json", CLEAN, RAGGED).stdout.splitlines())

    assert clean == {"efitool": 1, "kind": "findings", "path": CLEAN, "findings": []}
    assert [f["rule"] for f in ragged["findings"]] == [
        "unaccepted-below-4gib",
        *["unaccepted-unaligned"] * 3,
        "unaccepted-fragmented",
    ]


def test_findings_decide_the_exit_status() -> None:
    assert lint("--fail-on", "warning", RAGGED).exit_code == 1
    assert lint("--fail-on", "note", CLEAN).exit_code == 0
    assert lint("--fail-on", "never", *STRIDE, "-", input=EMPTY_RANGE).exit_code == 0


def test_a_buffer_that_is_too_odd_to_be_found() -> None:
    result = lint(*STRIDE, "-", input=EMPTY_RANGE)

    assert lint("-", input=EMPTY_RANGE).exit_code == 2
    assert lint(*STRIDE, "--format", "dmesg-efi", "-", input=EMPTY_RANGE).exit_code == 2

    assert result.exit_code == 1
    assert "  error    descriptor-empty: descriptor 1: it has no pages" in result.stdout


def test_an_image_is_judged_by_its_own_rules(tmp_path: Path) -> None:
    image = tmp_path / "image.efi"
    image.write_bytes(IMAGE.read_bytes() + b"more")
    inspected = CliRunner().invoke(app, ["inspect", "--json", str(image)])
    found = json.loads(lint("--json", str(image)).stdout)["findings"]

    assert [f["rule"] for f in found] == ["trailing-data", "checksum-wrong"]
    assert found == json.loads(inspected.stdout)["findings"]


def test_nothing_to_judge(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable\n")
    result = lint(str(log), RAGGED)

    assert result.exit_code == 2
    assert result.stderr == f"efitool: {log}: there is nothing to judge: no EFI memory map found\n"
    assert result.stdout.startswith(RAGGED)
    [error] = [json.loads(lint("--json", str(log)).stdout)]
    assert (error["kind"], error["error"]["type"]) == ("error", "UnknownFormatError")


def test_a_map_against_a_table() -> None:
    own, other = (
        SAMPLES / f"recordings/{boot}/unaccepted-table-booted.bin"
        for boot in ("linux-6.12-small-ranges", "linux-6.12-unaccepted")
    )
    wide = str(SAMPLES / "recordings/linux-6.12-unaccepted/map-at-exit.bin")

    assert lint("--table", str(own), RAGGED).exit_code == 0
    assert lint("--table", str(other), wide).exit_code == 0
    assert "unaccepted-outside-table" in lint("--table", str(own), wide).stdout
    assert lint("--table", RAGGED, wide).exit_code == 2
    assert lint("--table", "/nonexistent", wide).exit_code == 2


def test_a_table_that_says_nothing_of_memory(tmp_path: Path) -> None:
    hmat = tmp_path / "HMAT"
    table = b"HMAT" + struct.pack("<I", 36) + bytes(28)
    hmat.write_bytes(table[:9] + bytes([-sum(table) & 0xFF]) + table[10:])
    result = lint("--table", str(hmat), RAGGED)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"efitool: {hmat}: no rule holds a map against HMAT\n"
    assert lint("--table", RAGGED, RAGGED).stderr == (
        f"efitool: {RAGGED}: it is a memory map, and no table\n"
    )


def test_a_map_against_tables_of_acpi(tmp_path: Path) -> None:
    cxl = SAMPLES / "recordings/linux-6.12-cxl"
    map = tmp_path / "map.bin"
    rows = ((7, 0, 0xA0), (7, 0x100000, 0x3FF00), (15, 4 << 30, 0x80000), (7, 16 << 30, 0x1000))
    map.write_bytes(b"".join(struct.pack("<I4xQQQQ8x", t, at, 0, n, 0xF) for t, at, n in rows))

    def rules(*tables: Path) -> list[str]:
        arguments = [word for table in tables for word in ("--table", str(table))]
        result = lint("--json", *arguments, str(map))
        return [f["rule"] for f in json.loads(result.stdout)["findings"]]

    assert rules() == []
    assert rules(cxl / "SRAT", cxl / "DSDT") == [
        "hot-plug-range-unaccepted",
        "memory-without-domain",
    ]
    assert rules(cxl) == [*rules(cxl / "SRAT"), "cxl-window-conventional"]


def test_a_log_that_was_rotated(tmp_path: Path) -> None:
    log = SAMPLES / "recordings/linux-6.12-unaccepted/serial.log"
    packed = tmp_path / "dmesg.xz"
    packed.write_bytes(lzma.compress(log.read_bytes()))

    assert lint(str(packed)).output.replace(str(packed), str(log)) == lint(str(log)).output
