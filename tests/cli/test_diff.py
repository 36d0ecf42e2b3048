"""The command, on recordings and images."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from efitool.cli import app

SAMPLES = Path(__file__).parents[2] / "samples"
GUEST = SAMPLES / "recordings/linux-6.12-unaccepted"
LOG, EXIT = str(GUEST / "serial.log"), str(GUEST / "map-at-exit.bin")
START = str(GUEST / "map-at-start.bin")
IMAGE = str(SAMPLES / "kernels/synthetic-x86_64-unaccepted-xz.bzimage")
OTHER_IMAGE = str(SAMPLES / "kernels/synthetic-x86_64-plain-xz.bzimage")


def diff(*arguments: str, input: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["diff", *arguments], input=input)


def test_a_log_and_the_buffer_of_one_boot_do_not_differ() -> None:
    result = diff(LOG, EXIT)

    assert result.exit_code == 0
    assert "No difference." in result.stdout


def test_a_log_that_was_rotated() -> None:
    assert diff("-", EXIT, input=gzip.compress(Path(LOG).read_bytes())).exit_code == 0


def test_two_moments_of_one_boot() -> None:
    result = diff(START, EXIT)

    assert result.exit_code == 1
    assert (
        "   11.6 MiB at 0x7c7e5000-0x7d375000 went from EfiConventionalMemory to EfiLoaderCode"
        in result.stdout.splitlines()
    )
    assert "   67.6 MiB  EfiConventionalMemory → EfiLoaderCode" in result.stdout.splitlines()


def test_json() -> None:
    result = diff("--json", START, EXIT)
    found = json.loads(result.stdout)

    assert (result.exit_code, found["differ"], len(found["changes"])) == (1, True, 8)
    assert [found[side]["path"] for side in ("before", "after")] == [START, EXIT]


def test_standard_input() -> None:
    assert diff("-", EXIT, input=Path(LOG).read_bytes()).exit_code == 0


def test_two_images() -> None:
    assert diff(IMAGE, IMAGE).exit_code == 0
    result = diff(IMAGE, OTHER_IMAGE)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    at = lines.index("  capability unaccepted-memory")
    assert lines[at + 1].startswith("    - yes: ")
    assert lines[at + 2].startswith("    + no: ")


def test_two_images_as_json() -> None:
    found = json.loads(diff("--json", IMAGE, OTHER_IMAGE).stdout)

    assert found["kind"] == "image-diff"
    assert "capability unaccepted-memory" in {d["what"] for d in found["differences"]}


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ((IMAGE, EXIT), f"{IMAGE} and {EXIT}: one is an image, the other is none"),
        ((EXIT, "/nonexistent"), "/nonexistent: No such file or directory"),
        ((EXIT, str(GUEST / "meminfo.txt")), f"{GUEST / 'meminfo.txt'}: no memory map found"),
    ],
)
def test_trouble(files: tuple[str, str], problem: str) -> None:
    result = diff(*files)

    assert (result.exit_code, result.stderr) == (2, f"efitool: {problem}\n")
    assert result.stdout == ""


def test_descriptors_that_overlap_beyond_reason(tmp_path: Path) -> None:
    nested = tmp_path / "nested.bin"
    row = bytes([7, *[0] * 23, 1, *[0] * 15])
    nested.write_bytes(row * 100)

    assert "more than 64 ranges overlap" in diff(str(nested), EXIT).stderr
