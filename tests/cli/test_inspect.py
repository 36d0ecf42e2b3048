"""`efitool inspect` as a user meets it: output, exit status, bad input."""

from __future__ import annotations

import gzip
import importlib
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from efitool.cli._output import FailOn
from efitool.cli.inspect import Job, Outcome
from efitool.errors import LimitError
from efitool.report.terminal import Palette
from tests import build

inspect = importlib.import_module("efitool.cli.inspect")

KERNEL = build.bzimage()
NOT_NX = build.pe(build.Section(b".text", 0x1000, bytes(16)), nx=False)
OUTSIDE = build.pe(build.Section(b".text", 0x1000, bytes(0x400)))[:0x1100]


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "efitool", *map(str, arguments)], input=stdin, capture_output=True
    )


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    path = tmp_path / "vmlinuz"
    path.write_bytes(KERNEL)
    return path


def test_text(kernel: Path) -> None:
    done = run("inspect", kernel)

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith(f"{kernel}\n  type          Linux bzImage, x86_64")


def test_json_is_one_object_per_input(kernel: Path) -> None:
    done = run("inspect", "--json", kernel, kernel)

    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [o["kind"] for o in objects] == ["image", "image"]
    assert objects[0]["path"] == str(kernel)


def test_standard_input(kernel: Path) -> None:
    done = run("inspect", "--json", "-", stdin=KERNEL)

    value = json.loads(done.stdout)
    assert (value["path"], value["size"]) == ("-", len(KERNEL))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no format claims it (it is empty); see `efitool formats`"),
        (b"Hello, world\n", "no map found in this text, nor anything of a boot"),
        (bytes(4096), "no format claims it (it begins with 00 00 00 00 00 00 00 00)"),
        (KERNEL[:0x1120], "bzimage: payload_length at 0x24c: the payload ends at 0x1144"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_2(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    bad = tmp_path / "bad"
    bad.write_bytes(content)

    done = run("inspect", bad)

    assert (done.returncode, done.stdout) == (2, b"")
    [line] = done.stderr.decode().splitlines()
    assert line.startswith(f"efitool: {bad}: {reason}")


def test_a_directory_and_a_missing_file(tmp_path: Path) -> None:
    done = run("inspect", tmp_path, tmp_path / "none")

    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        f"efitool: {tmp_path}: Is a directory",
        f"efitool: {tmp_path / 'none'}: No such file or directory",
    ]


def test_a_log_that_was_rotated_is_told_as_a_log_is(tmp_path: Path) -> None:
    log = Path(__file__).parents[2] / "samples/recordings/linux-6.12/serial.log"
    packed = tmp_path / "dmesg.gz"
    packed.write_bytes(gzip.compress(log.read_bytes()))

    said = run("inspect", packed).stdout.decode().splitlines()

    assert said[1:] == [
        f"  type{'':20}guest-log, {packed.stat().st_size / 1024:.1f} KiB",
        *run("inspect", log).stdout.decode().splitlines()[2:-1],
        f"  to see the maps: efitool memmap {packed}",
    ]


def test_the_other_inputs_are_still_done(kernel: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.write_bytes(b"?")

    done = run("inspect", "--json", bad, kernel)

    assert done.returncode == 2
    error, image = (json.loads(line) for line in done.stdout.splitlines())
    assert (error["kind"], error["path"], error["error"]["type"]) == (
        "error",
        str(bad),
        "UnknownFormatError",
    )
    assert image["kind"] == "image"


def test_many_files_are_done_in_order(tmp_path: Path) -> None:
    paths = []
    for n in range(9):
        paths.append(tmp_path / f"k{n}")
        paths[-1].write_bytes(build.bzimage(banner=b"6.%d.0 (me@here) #1" % n))

    done = run("inspect", "--json", *paths)

    versions = [json.loads(line)["linux"]["version"] for line in done.stdout.splitlines()]
    assert versions == [f"6.{n}.0" for n in range(9)]


def test_too_many_references_leave_the_rest_of_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "image.efi"
    piece = uuid.UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649").bytes_le[:8]
    path.write_bytes(build.pe(build.Section(b".data", 0x1000, piece * ((1 << 14) + 1))))

    done = run("inspect", "--json", path)

    assert (done.returncode, done.stderr) == (1, b"")
    value = json.loads(done.stdout)
    answers = {c["id"]: c["answer"] for c in value["capabilities"]}
    assert (answers["measured-boot"], answers["nx-compat"]) == ("unknown", "yes")
    assert [f["rule"] for f in value["findings"] if f["severity"] == "error"] == ["part-unreadable"]


@pytest.mark.parametrize(
    ("content", "fail_on", "status"),
    [
        (NOT_NX, (), 0),
        (NOT_NX, ("--fail-on", "warning"), 1),
        (OUTSIDE, (), 1),
        (OUTSIDE, ("--fail-on", "never"), 0),
    ],
)
def test_findings_decide_the_exit_status(
    tmp_path: Path, content: bytes, fail_on: tuple[str, ...], status: int
) -> None:
    path = tmp_path / "image.efi"
    path.write_bytes(content)

    assert run("inspect", path, *fail_on).returncode == status


def test_an_unknown_option_and_an_unknown_format(kernel: Path) -> None:
    assert run("inspect", "--nonsense", kernel).returncode == 2
    done = run("inspect", "--format", "a.out", kernel)
    assert done.returncode == 2
    assert b"there is no format 'a.out'" in done.stderr


def test_a_reader_that_goes_away_ends_it_quietly(kernel: Path) -> None:
    command = f"{sys.executable} -m efitool inspect {' '.join([str(kernel)] * 40)} | head -1"

    done = subprocess.run(
        ["bash", "-c", f"{command}; echo ${{PIPESTATUS[0]}}"], capture_output=True
    )

    assert done.stderr == b""
    assert done.stdout.decode() == f"{kernel}\n141\n"


@pytest.mark.parametrize(
    ("option", "no_color", "coloured"),
    [("auto", "", False), ("always", "", True), ("always", "1", True), ("never", "", False)],
)
def test_colour(
    kernel: Path, option: str, no_color: str, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)

    assert (b"\x1b[" in run("inspect", "--color", option, kernel).stdout) is coloured


def test_an_output_that_is_not_unicode(kernel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")

    done = run("inspect", kernel)

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"unaccepted-memory" in done.stdout


def test_a_payload_that_cannot_be_unpacked_leaves_what_the_headers_tell(tmp_path: Path) -> None:
    path = tmp_path / "vmlinuz"
    path.write_bytes(build.bzimage(payload=b"\xfd7zXZ\0" + bytes(60)))

    done = run("inspect", "--deep", "--json", path)

    assert done.returncode == 2
    assert json.loads(done.stdout)["linux"]["version"] == "6.12.0-test"
    [line] = done.stderr.decode().splitlines()
    assert line.startswith(f"efitool: {path}: bzImage > xz: ")


def test_a_path_is_reported_as_it_was_typed(kernel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(kernel.parent)

    assert json.loads(run("inspect", "--json", "./vmlinuz").stdout)["path"] == "./vmlinuz"


@pytest.mark.parametrize(
    ("redirection", "said"),
    [
        (">/dev/full", "standard output: No space left on device"),
        (">&-", "standard output is closed"),
    ],
)
def test_an_output_that_takes_nothing(kernel: Path, redirection: str, said: str) -> None:
    command = f"{sys.executable} -m efitool inspect {kernel} {redirection}"

    done = subprocess.run(command, shell=True, capture_output=True)

    assert (done.returncode, done.stderr.decode()) == (2, f"efitool: {said}\n")


def test_a_closed_standard_input(kernel: Path) -> None:
    command = f"{sys.executable} -m efitool inspect - {kernel} <&-"

    done = subprocess.run(command, shell=True, capture_output=True)

    assert (done.returncode, done.stderr) == (2, b"efitool: -: standard input is closed\n")
    assert done.stdout.decode().lstrip().startswith(str(kernel))


def test_a_process_that_dies_takes_no_other_file_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mapped file that shrinks kills the process that reads it."""
    jobs = [Job(name, None, False, False, False, Palette(False), FailOn.ERROR) for name in "abXcXd"]
    monkeypatch.setattr(inspect, "examine", die_of_x)

    outcomes = list(inspect._in_parallel(jobs, 2))

    assert [o.output or o.error for o in outcomes] == [
        "a",
        "b",
        "X: the process died (did the file shrink?)",
        "c",
        "X: the process died (did the file shrink?)",
        "d",
    ]


def die_of_x(job: Job) -> Outcome:
    if job.path == "X":
        os._exit(7)
    return Outcome(job.path)


def test_a_bomb_is_unpacked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(bytes(1 << 20)))
    asked: list[bool] = []

    def bounded(job: Job, data: bytes, *, deep: bool) -> Outcome:
        asked.append(deep)
        raise LimitError("gzip: unpacks to more than is allowed")

    monkeypatch.setattr(inspect, "_inspect", bounded)
    job = Job(str(path), None, True, False, False, Palette(False), FailOn.ERROR)

    assert inspect.examine(job).error == f"{path}: gzip: unpacks to more than is allowed"
    assert asked == [True]
