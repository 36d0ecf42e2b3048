"""``efitool collect``, on a system that is a tree of files, and on the one that runs."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from efitool import formats
from efitool.cli import app
from efitool.model.artifact import as_log
from tests.collect.systems import linux


def collect(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["collect", *arguments])


@pytest.fixture
def root(tmp_path: Path) -> str:
    return str(linux(tmp_path / "root"))


@pytest.fixture(autouse=True)
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def test_a_bundle_for_its_owner_alone(tmp_path: Path, root: str) -> None:
    out = tmp_path / "out/bundle.tar.gz"
    out.parent.mkdir()

    result = collect("--root", root, "-o", str(out))

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert out.stat().st_mode & 0o777 == 0o600
    assert list(out.parent.iterdir()) == [out]
    with tarfile.open(out) as archive:
        assert "efitool-collect/dmesg.txt" in archive.getnames()


def test_what_was_taken_is_what_was_listed(tmp_path: Path, root: str) -> None:
    out = tmp_path / "bundle.tar.gz"
    told = json.loads(collect("--root", root, "-o", str(out), "--json").stdout)
    listed = collect("--root", root, "--dry-run").stdout

    assert json.loads(collect("--root", root, "--dry-run", "--json").stdout) == told
    with tarfile.open(out) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    assert names == ["manifest.json", *(taken["name"] for taken in told["taken"])]
    assert all(f"  {name} " in listed for name in names[1:])


def test_a_dry_run_writes_nothing(tmp_path: Path, root: str) -> None:
    before = sorted(tmp_path.rglob("*"))

    result = collect("--root", root, "--dry-run")

    assert result.exit_code == 0
    assert sorted(tmp_path.rglob("*")) == before
    assert "Taken: 11 files, " in result.stdout
    assert "licence keys" in result.stdout


def test_to_standard_output(tmp_path: Path, root: str) -> None:
    out = tmp_path / "bundle.tar.gz"
    collect("--root", root, "-o", str(out))

    assert collect("--root", root, "-o", "-").stdout_bytes == out.read_bytes()


def test_a_bundle_that_stood_there_is_replaced_and_made_private(tmp_path: Path, root: str) -> None:
    out = tmp_path / "bundle.tar.gz"
    out.write_bytes(b"old")
    out.chmod(0o644)

    assert collect("--root", root, "-o", str(out)).exit_code == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert tarfile.is_tarfile(out)


def test_a_bundle_that_cannot_be_written(tmp_path: Path, root: str) -> None:
    out = tmp_path / "nowhere/bundle.tar.gz"

    result = collect("--root", root, "-o", str(out))

    assert result.exit_code == 2
    assert result.stderr == f"efitool: {out}: No such file or directory\n"


def test_a_bundle_is_whole_or_not_there(
    tmp_path: Path, root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, os.strerror(28))

    out = tmp_path / "out/bundle.tar.gz"
    out.parent.mkdir()
    out.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", full)

    result = collect("--root", root, "-o", str(out))

    assert (result.exit_code, out.read_bytes()) == (2, b"old")
    assert list(out.parent.iterdir()) == [out]


def test_a_device_is_written_to(root: str) -> None:
    assert collect("--root", root, "-o", "/dev/null").exit_code == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--dry-run"),
        (("-o", "x", "--dry-run"), "exclude each other"),
        (("-o", "-", "--json"), "exclude each other"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], said: str) -> None:
    result = collect(*arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_where_no_linux_is(tmp_path: Path) -> None:
    empty = collect("--root", str(tmp_path), "--dry-run")
    missing = collect("--root", str(tmp_path / "x"), "--dry-run")

    assert (empty.exit_code, missing.exit_code) == (2, 2)
    assert empty.stderr == f"efitool: {tmp_path}: nothing of a running Linux is there\n"
    assert missing.stderr == f"efitool: {tmp_path / 'x'}: not a directory\n"


def test_what_is_refused_is_said_and_the_rest_taken(tmp_path: Path, root: str) -> None:
    version = Path(root, "proc/version")
    version.unlink()
    version.mkdir()

    result = collect("--root", root, "--dry-run")

    assert result.exit_code == 0
    assert result.stderr == "efitool: proc/version: not taken: Is a directory\n"


def test_without_rights_one_is_told(root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert collect("--root", root, "--dry-run").stderr == (
        "efitool: without root's rights: addresses and tables may be missing\n"
    )


def test_the_running_system(tmp_path: Path) -> None:
    out = tmp_path / "bundle.tar.gz"

    assert collect("-o", str(out)).exit_code == 0
    with tarfile.open(out) as archive:
        member = archive.extractfile("efitool-collect/proc/meminfo")
        assert member
        meminfo = as_log(formats.decode_record(member.read())[1]).meminfo
    assert meminfo[0].kib["MemTotal"] > 0
