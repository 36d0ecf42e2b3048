"""What is printed of every sample, byte for byte as it was last reviewed.

``pytest --update-golden tests/test_golden.py`` writes what is printed now; read the diff.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests/golden"
SAMPLES = sorted(
    str(path.relative_to(ROOT))
    for folder in ("images", "kernels", "ukis")
    for path in (ROOT / "samples" / folder).iterdir()
)
CODEC = re.compile("-(bzip2|gzip|lz4|lzma|lzo|xz|zstd)(?=[.])")
KINDS = sorted({CODEC.sub("", sample): sample for sample in reversed(SAMPLES)}.values())
"""One sample of those that differ in their codec only: `containers.tsv` says what does."""


def run(*arguments: str, samples: Sequence[str] = SAMPLES) -> str:
    command = [sys.executable, "-m", "efitool", *arguments, *samples]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def compare(name: str, printed: str, request: pytest.FixtureRequest) -> None:
    path = GOLDEN / name
    if request.config.getoption("--update-golden"):
        path.write_text(printed)
    assert printed == path.read_text()


@pytest.mark.parametrize(
    ("name", "options"),
    [("inspect.txt", []), ("inspect-deep-guids.txt", ["--deep", "--guids"])],
)
def test_text(name: str, options: list[str], request: pytest.FixtureRequest) -> None:
    compare(name, run("inspect", *options), request)


def test_json(request: pytest.FixtureRequest) -> None:
    printed = run("inspect", "--deep", "--json", samples=KINDS)
    objects = [json.loads(line) for line in printed.splitlines()]

    assert [o["path"] for o in objects] == KINDS
    compare("inspect-deep.json", json.dumps(objects, indent=1) + "\n", request)


def test_references_in_files(request: pytest.FixtureRequest) -> None:
    compare("guids-in.txt", run("guids", "--in"), request)


RECORDED = "samples/recordings/linux-6.12-small-ranges/map-at-exit.bin"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("replay-trace.txt", ["--trace"]),
        ("replay-trace-retry.txt", ["--trace", "--kernel-profile", "linux-6.1"]),
        ("replay-matrix.txt", ["--matrix"]),
    ],
)
def test_replay(name: str, options: list[str], request: pytest.FixtureRequest) -> None:
    compare(name, run("replay", *options, samples=[RECORDED]), request)


def test_replay_json(request: pytest.FixtureRequest) -> None:
    played = json.loads(run("replay", "--json", samples=[RECORDED]))
    compare("replay.json", json.dumps(played, indent=1) + "\n", request)
