"""``efitool replay --check``: what differs decides the exit status."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

from typer.testing import CliRunner

from efitool.cli import app

SAMPLES = Path(__file__).parents[2] / "samples" / "recordings"


def unpacked(name: str, to: Path) -> str:
    with tarfile.open(SAMPLES / "boots.tar.xz") as archive:
        wanted = [m for m in archive if m.name.startswith(f"{name}/")]
        archive.extractall(to, wanted, filter="data")
    return str(to / name)


def test_a_prediction_that_holds_and_one_that_does_not(tmp_path: Path) -> None:
    directory = unpacked("unacc-6.12-dma32", tmp_path)

    same = CliRunner().invoke(app, ["replay", "--check", directory])
    other = CliRunner().invoke(
        app, ["replay", "--check", directory, "--json", "--kernel-profile", "linux-6.1"]
    )

    assert same.exit_code == 0
    assert "6.12.107+deb13-cloud-amd64, played as linux-6.12" in same.stdout
    assert "790528 kB" in same.stdout
    assert "differ" not in same.stdout
    assert other.exit_code == 1
    points = {p["name"]: p for p in json.loads(other.stdout)["points"]}
    assert points["unaccepted table"]["predicted"] == []
    assert points["unaccepted table"]["recorded"] == [
        "48 bytes of bits from 0x10000000, units of 0x200000, 0x0 marked"
    ]


def test_a_kernel_that_says_nothing_is_told_by_its_calls(tmp_path: Path) -> None:
    directory = unpacked("unacc-6.12-edges", tmp_path)

    told = CliRunner().invoke(app, ["replay", "--check", directory])

    assert told.exit_code == 0
    assert "a kernel, played as linux-7.2, of an unknown release; platform none" in told.stdout
    assert "the kernel never says a word (0x10100000-0x10200000: " in " ".join(told.stdout.split())


def test_a_log_alone(tmp_path: Path) -> None:
    log = SAMPLES / "linux-7.2" / "serial.log"

    told = CliRunner().invoke(app, ["replay", "--check", str(log)])

    assert told.exit_code == 0
    assert "not recorded   boot services" in told.stdout
    assert "agrees         e820 table, by the last map" in told.stdout


def test_what_is_no_recording_is_told_in_one_line(tmp_path: Path) -> None:
    empty = CliRunner().invoke(app, ["replay", "--check", str(tmp_path)])
    (tmp_path / "stub-trace.tsv").write_text("HandleProtocol\tguid\t\tx\tx1\n")
    damaged = CliRunner().invoke(app, ["replay", "--check", str(tmp_path)])
    (tmp_path / "stub-trace.tsv").write_text("HandleProtocol\tguid\t\t0x0\tx1\n")
    mapless = CliRunner().invoke(app, ["replay", "--check", str(tmp_path)])

    assert [r.exit_code for r in (empty, damaged, mapless)] == [2, 2, 2]
    assert "it is a directory, and no recording" in empty.stderr
    assert "recording: stub-trace.tsv line 1" in damaged.stderr
    assert "'x' is no number in hex" in damaged.stderr
    assert "no memory map that was handed to a kernel, nor a kernel" in mapless.stderr


def test_a_map_that_is_given_is_what_the_prediction_starts_from(tmp_path: Path) -> None:
    directory = unpacked("unacc-6.12-dma32", tmp_path)
    own = next(Path(directory).glob("raw/01-*.bin"))
    other = SAMPLES / "linux-6.12-small-ranges" / "map-at-exit.bin"

    same, differs, none, two, missing = (
        CliRunner().invoke(app, ["replay", *map(str, maps), *check]).exit_code
        for maps, check in (
            ((own,), ("--check", directory)),
            ((other,), ("--check", directory)),
            ((), ()),
            ((own, own), ("--check", directory)),
            ((tmp_path / "none",), ("--check", directory)),
        )
    )

    assert (same, differs, none, two, missing) == (0, 1, 2, 2, 2)
