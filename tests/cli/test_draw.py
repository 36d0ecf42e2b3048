"""``memmap --svg`` and ``--png``, on recordings."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from efitool.cli import app

GUEST = Path(__file__).parents[2] / "samples/recordings/linux-6.12-unaccepted"
LOG, RAW = str(GUEST / "serial.log"), str(GUEST / "map-at-exit.bin")


def memmap(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["memmap", *arguments])


def test_a_picture_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "map.svg"

    result = memmap(RAW, "--svg", str(out))

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    svg = out.read_text()
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert "768.0 MiB unaccepted, 19% of memory: 0x10000000-0x40000000" in svg


def test_all_maps_of_a_log() -> None:
    svg = memmap(LOG, "--svg", "-").stdout

    for title in ("memory map (dmesg-efi), line 62", "BIOS-e820", "memory attributes table"):
        assert title in svg


def test_a_png(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    out = tmp_path / "map.png"

    assert memmap(RAW, "--png", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"\x89PNG")


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)

    result = memmap(RAW, "--png", str(tmp_path / "map.png"))

    assert result.exit_code == 2
    assert result.stderr == (
        f"efitool: {RAW}: resvg_py is not installed: "
        "pip install resvg_py (the extra 'png' of efitool)\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    result = memmap(RAW, "--svg", str(tmp_path))

    assert (result.exit_code, result.stderr) == (2, f"efitool: {tmp_path}: Is a directory\n")


@pytest.mark.parametrize(
    "wrong", [["--to", "raw"], ["--png", "x"], ["--json"], ["--summary"], ["--type", "7"], [LOG]]
)
def test_wrong_usage(wrong: list[str], tmp_path: Path) -> None:
    assert memmap(RAW, "--svg", str(tmp_path / "x"), *wrong).exit_code == 2
    assert list(tmp_path.iterdir()) == []
