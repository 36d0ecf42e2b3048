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

    assert diff(str(nested), EXIT).stderr == (
        f"efitool: {nested} and {EXIT}: more than 64 ranges overlap at 0x0\n"
    )


def test_a_table_and_the_map_it_was_made_of(tmp_path: Path) -> None:
    table = tmp_path / "e820"
    table.write_text(CliRunner().invoke(app, ["memmap", "--to", "e820", EXIT]).stdout)

    assert diff(str(table), str(table)).exit_code == 0
    for pair in ((EXIT, str(table)), (str(table), EXIT)):
        result = diff(*pair)
        assert "(memmap-raw, GetMemoryMap, as Linux makes e820 of it)" in result.stdout
        assert result.exit_code == 0


def test_lists(tmp_path: Path) -> None:
    iomem = tmp_path / "iomem"
    iomem.write_text("00000000-0009ffff : System RAM\n00100000-001fffff : System RAM\n")
    less = tmp_path / "less"
    less.write_text("00000000-0009ffff : System RAM\n00100000-0017ffff : System RAM\n")

    assert diff(str(iomem), str(iomem)).exit_code == 0
    assert (
        "512.0 KiB at 0x180000-0x200000 vanished: System RAM" in diff(str(iomem), str(less)).stdout
    )
    assert diff(str(iomem), EXIT).stderr == (
        f"efitool: {iomem} and {EXIT}: they have no maps of one sort\n"
    )


def test_two_maps_of_one_log() -> None:
    result = diff(LOG, LOG, "--map", "1", "--map", "2")

    assert result.exit_code == 1
    assert "+ " + LOG + ": runtime map (dmesg-efi, line 333)" in result.stdout
    assert diff(LOG, EXIT, "--map", "1").exit_code == 0
    assert "there is no map 2, there are 1" in diff(LOG, EXIT, "--map", "2").stderr
    assert diff(LOG, LOG, *["--map", "1"] * 3).exit_code == 2


def test_a_format_or_a_size_for_one_of_the_two() -> None:
    assert diff(EXIT, LOG, "--format", "memmap-raw", "--format", "dmesg-efi").exit_code == 0
    assert diff(EXIT, LOG, "--descriptor-size", "48").exit_code == 0
    assert diff(EXIT, EXIT, "--descriptor-size", "48").exit_code == 0
    assert diff("-", "-").exit_code == 2
