"""``memmap --to``, on recordings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from efitool.cli import app

GUEST = Path(__file__).parents[2] / "samples/recordings/linux-6.12-unaccepted"
LOG, RAW = GUEST / "serial.log", GUEST / "map-at-exit.bin"


def convert(form: str, *arguments: str, file: Path = RAW) -> Result:
    return CliRunner().invoke(app, ["memmap", str(file), "--to", form, *arguments])


def test_the_map_of_a_log_becomes_the_buffer_it_was(tmp_path: Path) -> None:
    out = tmp_path / "map.bin"

    result = convert("raw", "-o", str(out), file=LOG)

    assert (result.exit_code, result.stdout) == (0, "")
    assert out.read_bytes() == RAW.read_bytes()
    assert result.stderr.splitlines() == [
        f"efitool: {LOG}: raw does not tell the runtime map at line 333",
        f"efitool: {LOG}: raw does not tell the memory attributes table at line 429",
    ]


def test_standard_output_may_be_bytes() -> None:
    assert convert("raw").stdout_bytes == RAW.read_bytes()
    assert convert("raw", "-o", "-").stdout_bytes == RAW.read_bytes()


@pytest.mark.parametrize("form", ["dmesg", "shell"])
def test_a_form_that_loses_nothing_of_it_says_nothing(form: str) -> None:
    result = convert(form)

    assert (result.exit_code, result.stderr) == (0, "")


def test_what_is_lost_is_said() -> None:
    assert convert("e820").stderr.splitlines() == [
        (
            f"efitool: {RAW}: e820 does not tell "
            "EFI types, attributes, and where one descriptor ends and the next begins"
        ),
        f"efitool: {RAW}: e820 does not tell that 805306368 bytes are unaccepted: they are usable",
    ]


def test_json_and_csv_are_those_of_the_options() -> None:
    def plain(option: str) -> str:
        return CliRunner().invoke(app, ["memmap", str(LOG), option]).stdout

    assert convert("json", file=LOG).stdout == plain("--json")
    assert len(json.loads(convert("json", file=LOG).stdout)["maps"]) == 3
    assert convert("csv", file=LOG).stdout == plain("--csv")
    assert convert("csv", file=LOG).stderr == ""


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "map-\udcff.bin"
    file.write_bytes(RAW.read_bytes())

    assert b"map-\\udcff.bin,memmap-raw" in convert("csv", file=file).stdout_bytes


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    result = convert("raw", "-o", str(tmp_path))

    assert (result.exit_code, result.stderr) == (2, f"efitool: {tmp_path}: Is a directory\n")


def test_a_file_without_an_efi_map(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(
        "BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable\n"
        "BIOS-e820: [mem 0x0000000000100000-0x00000000001fffff] usable\n"
    )

    result = convert("raw", file=log)

    assert (result.exit_code, result.stderr) == (2, f"efitool: {log}: no EFI memory map found\n")
    assert "usable" in convert("json", file=log).stdout


@pytest.mark.parametrize(
    "wrong", [[str(LOG)], ["--json"], ["--csv"], ["--type", "7"], ["--summary"]]
)
def test_wrong_usage(wrong: list[str]) -> None:
    assert convert("raw", *wrong).exit_code == 2
    assert CliRunner().invoke(app, ["memmap", str(RAW), "-o", "x"]).exit_code == 2


def test_a_disk_that_is_full_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "map.bin"
    output.write_bytes(b"before")
    write_bytes = Path.write_bytes

    def fill_up(path: Path, data: bytes) -> int:
        write_bytes(path, data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill_up)
    done = convert("raw", "-o", str(output))

    assert done.exit_code == 2
    assert "No space left on device" in done.stderr
    assert output.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [output]


def test_no_other_file_is_touched_and_permissions_stay(tmp_path: Path) -> None:
    output, other = tmp_path / "map.bin", tmp_path / "map.bin.part"
    output.write_bytes(b"before")
    output.chmod(0o600)
    other.write_bytes(b"mine")

    assert convert("raw", "-o", str(output)).exit_code == 0
    assert output.read_bytes() == RAW.read_bytes()
    assert output.stat().st_mode & 0o777 == 0o600
    assert other.read_bytes() == b"mine"
    assert {*tmp_path.iterdir()} == {output, other}


def test_a_new_file_is_as_open_as_others_are(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    convert("raw", "-o", str(tmp_path / "map.bin"))

    assert (tmp_path / "map.bin").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_device_is_written_to_where_it_is() -> None:
    done = convert("raw", "-o", "/dev/null")

    assert done.exit_code == 0
    assert not Path("/dev/null").is_file()
