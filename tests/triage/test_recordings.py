"""Every recording has its verdict: what guests left behind, and what was wrong with them.

Each row of verdicts.tsv was written by what is known of the boot, how the machine was started and
what became of it, not by what triage says: the rules that fail and no other, the memory lost in
MiB (``-`` where nothing tells), and words of the verdict. ``A!B`` is what lies in an archive; with
a directory the command line of QEMU is known, which tells that the guest is no confidential one.
"""

from __future__ import annotations

import csv
import json
import tarfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from efitool.cli import app

SAMPLES = Path(__file__).parents[2] / "samples" / "recordings"
TABLE = Path(__file__).with_name("verdicts.tsv")


class Row(NamedTuple):
    """What is true of a recording."""

    recording: str
    fails: list[str]
    lost: int | None
    says: str


def rows() -> list[Row]:
    with TABLE.open(newline="") as stream:
        told = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Row(
            r["recording"],
            [] if r["fails"] == "-" else r["fails"].split(),
            None if r["lost"] == "-" else int(r["lost"]) << 20,
            r["says"],
        )
        for r in told
    ]


ROWS = rows()


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All archives of boots, each as a directory of its name."""
    top = tmp_path_factory.mktemp("boots")
    for name in ("boots.tar.xz", "faults.tar.xz"):
        with tarfile.open(SAMPLES / name) as archive:
            archive.extractall(top / name, filter="data")
    return top


def place(row: Row, unpacked: Path) -> Path:
    archive, _, member = row.recording.partition("!")
    return unpacked / archive / member if member else SAMPLES / archive


def judged(path: Path) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["triage", "--json", str(path)])
    told: dict[str, Any] = json.loads(result.stdout)
    assert told["kind"] == "triage"
    return told


def failing(told: dict[str, Any]) -> list[str]:
    return sorted({f["rule"] for f in told["findings"] if f["answer"] == "fail"})


@pytest.mark.parametrize("row", ROWS, ids=[r.recording for r in ROWS])
def test_the_verdict_of_a_recording(row: Row, unpacked: Path) -> None:
    told = judged(place(row, unpacked))

    assert failing(told) == row.fails
    assert told["facts"]["lost_bytes"] == row.lost
    assert row.says in told["verdict"]


def test_every_boot_has_a_row(unpacked: Path) -> None:
    boots = {f"{a.name}!{boot.name}" for a in unpacked.iterdir() for boot in a.iterdir()}
    alone = {d.name for d in SAMPLES.iterdir() if d.is_dir() and any(d.glob("serial.log"))}

    assert len(boots) >= 14 + 10
    assert boots | alone <= {r.recording for r in ROWS}


def test_a_healthy_guest_is_told_so_and_nothing_is_lost() -> None:
    silent = [r for r in ROWS if r.says == "Nothing is wrong"]

    assert len(silent) > 20
    assert all(r.fails == [] and not r.lost for r in silent)


def test_a_directory_of_a_boot_tells_more_than_its_log(unpacked: Path) -> None:
    boot = unpacked / "faults.tar.xz" / "lost-6.1"
    log, both = judged(boot / "serial.log"), judged(boot)

    assert {i["is"] for i in log["inputs"]} == {"guest-log"}
    assert {i["is"] for i in both["inputs"]} == {"guest-log", "qemu-command-line"}
    assert failing(log) == failing(both) == ["kernel-ignores-unaccepted"]
    (finding,) = (f for f in log["findings"] if f["answer"] == "fail")
    assert "[type=15|" in "".join(e["text"] for e in finding["evidence"])


def test_whoever_stands_in_the_archive_is_found_there(unpacked: Path) -> None:
    """An archive is read like the directory that it holds."""
    one = unpacked / "lost.tar"
    with tarfile.open(one, "w") as archive:
        archive.add(unpacked / "faults.tar.xz" / "lost-6.1", "lost-6.1")

    assert judged(one)["facts"] == {
        **judged(unpacked / "faults.tar.xz" / "lost-6.1")["facts"],
    }
