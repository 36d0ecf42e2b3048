"""What files are found to be, and what of them is used."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from efitool.cli import _evidence
from efitool.cli._evidence import Gathered, quoted
from efitool.formats import _archive_members
from efitool.model.guest_log import GuestLog

SAMPLES = Path(__file__).parents[2] / "samples"
LOG = b"[    0.000000] Linux version 6.1 (x) #1\nerror: out of memory\n"


def gathered(*paths: Path) -> Gathered:
    found = Gathered()
    for path in paths:
        found.add(str(path))
    return found


def tar(*entries: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in entries:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def test_what_each_file_is(tmp_path: Path) -> None:
    script = tmp_path / "run.sh"
    script.write_text("qemu-system-x86_64 -m 1G -machine q35\n")
    found = gathered(
        SAMPLES / "recordings/linux-6.1-unaccepted/map-at-exit.bin",
        SAMPLES / "recordings/linux-6.12-attributes/dmesg.txt.xz",
        SAMPLES / "recordings/linux-6.12-cxl/SRAT",
        SAMPLES / "images/x86_64-gcc-movabs.efi",
        SAMPLES / "kernels/synthetic-x86_64-unaccepted-gzip.bzimage",
        script,
    )

    assert [e.what for e in found.evidence] == [
        "memmap-raw",
        "guest-log",
        "acpi-table",
        "efi-application",
        "linux-bzimage",
        "qemu-command-line",
    ]
    assert {c.id for c in found.evidence[4].capabilities} >= {"unaccepted-memory"}
    assert not found.failures
    assert not found.unused


def test_logs_are_searched_for_complaints(tmp_path: Path) -> None:
    (tmp_path / "log.gz").write_bytes(gzip.compress(LOG))
    (only,) = gathered(tmp_path / "log.gz").evidence

    assert isinstance(only.artifact, GuestLog)
    assert [q.line for q in only.artifact.messages] == [2]


def test_what_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("buy milk\n")
    (tmp_path / "empty").write_bytes(b"")
    found = gathered(tmp_path / "notes.txt", tmp_path / "empty", tmp_path / "missing")

    assert not found.evidence
    assert found.unused[str(tmp_path / "notes.txt")].startswith("no map found in this text")
    assert found.unused.keys() == {str(tmp_path / "notes.txt"), str(tmp_path / "empty")}
    assert found.failures == {str(tmp_path / "missing"): "No such file or directory"}
    assert found.named == {str(tmp_path / "missing")}


def test_a_directory(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/console").write_bytes(LOG)
    (tmp_path / "notes.txt").write_text("buy milk\n")
    found = gathered(tmp_path)

    assert [e.path for e in found.evidence] == [str(tmp_path / "sub/console")]
    assert found.unused == {str(tmp_path): "1 of its 2 files"}


def test_archives_in_archives(tmp_path: Path) -> None:
    inner = gzip.compress(tar(("dmesg", LOG), ("notes", b"nothing at all")))
    (tmp_path / "outer.tar").write_bytes(tar(("a/inner.tgz", inner)))
    found = gathered(tmp_path / "outer.tar")

    path = f"{tmp_path}/outer.tar!a/inner.tgz"
    assert [e.path for e in found.evidence] == [f"{path}!dmesg"]
    assert found.unused == {path: "1 of its 2 files"}


def test_archives_without_end(tmp_path: Path) -> None:
    data = LOG
    for _ in range(6):
        data = tar(("x", data))
    (tmp_path / "deep.tar").write_bytes(data)

    assert not gathered(tmp_path / "deep.tar").evidence


def test_fields_of_sys_are_read_together(tmp_path: Path) -> None:
    entries = [
        (f"sys/firmware/memmap/{n}/{name}", value)
        for n, row in enumerate(((b"0x0\n", b"0x9ffff\n"), (b"0x100000\n", b"0x7fffffff\n")))
        for name, value in (("start", row[0]), ("end", row[1]), ("type", b"System RAM\n"))
    ]
    (tmp_path / "sys.tar.gz").write_bytes(gzip.compress(tar(*entries, ("notes", LOG))))
    found = gathered(tmp_path / "sys.tar.gz")

    assert [e.what for e in found.evidence] == ["guest-log", "sysfs-tar"]
    assert isinstance(found.evidence[1].artifact, GuestLog)
    assert len(found.evidence[1].artifact.e820[0].entries) == 2
    assert not found.unused


def test_a_damaged_member_costs_no_other(tmp_path: Path) -> None:
    broken = gzip.compress(LOG)[:-12]
    (tmp_path / "a.tar").write_bytes(tar(("broken.gz", broken), ("dmesg", LOG)))
    found = gathered(tmp_path / "a.tar")

    assert [e.path for e in found.evidence] == [f"{tmp_path}/a.tar!dmesg"]
    assert list(found.failures) == [f"{tmp_path}/a.tar!broken.gz"]
    assert not found.named


def test_a_cut_archive_is_told_and_used(tmp_path: Path) -> None:
    whole = tar(("dmesg", LOG), ("more", LOG * 1000))
    (tmp_path / "cut.tgz").write_bytes(gzip.compress(whole, 0)[:20_000])
    found = gathered(tmp_path / "cut.tgz")

    assert [e.path.rpartition("!")[2] for e in found.evidence] == ["dmesg", "more"]
    assert found.failures[str(tmp_path / "cut.tgz")].endswith("what stands before that is used")


def test_a_cut_zip_gives_nothing_and_says_so(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("dmesg", LOG)
    (tmp_path / "cut.zip").write_bytes(stream.getvalue()[:-30])
    found = gathered(tmp_path / "cut.zip")

    assert not found.evidence
    assert found.failures[str(tmp_path / "cut.zip")].endswith("nothing of it is used")


def test_all_archives_of_a_run_share_a_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_archive_members, "READ", len(LOG) * 2)
    for name in "abc":
        (tmp_path / f"{name}.tar").write_bytes(tar(("dmesg", LOG)))
    found = gathered(*(tmp_path / f"{name}.tar" for name in "abc"))

    assert len(found.evidence) == 2
    assert list(found.failures) == [str(tmp_path / "c.tar")]


def test_a_pipe_with_a_name_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = gathered(tmp_path / "pipe")

    assert found.named == {str(tmp_path / "pipe")}
    assert found.failures[str(tmp_path / "pipe")].startswith("a pipe with a name")


def test_files_that_only_share_the_name_of_a_field(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar(("proc/version", LOG), ("var/log/type", LOG)))

    assert [e.what for e in gathered(tmp_path / "a.tar").evidence] == ["guest-log"] * 2


def test_a_text_of_one_form_has_its_name(tmp_path: Path) -> None:
    (tmp_path / "iomem").write_text("00001000-0009ffff : System RAM\n")

    assert [e.what for e in gathered(tmp_path / "iomem").evidence] == ["proc-iomem"]


def test_a_large_member_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_archive_members, "MEMBER", 10)
    (tmp_path / "a.tar").write_bytes(tar(("vmcore", LOG)))

    assert gathered(tmp_path / "a.tar").failures == {
        f"{tmp_path}/a.tar!vmcore": f"{len(LOG)} bytes in an archive: unpack it, and give it too"
    }


def test_quotes(tmp_path: Path) -> None:
    (tmp_path / "log.gz").write_bytes(gzip.compress(LOG))
    path = str(tmp_path / "log.gz")
    found = gathered(tmp_path / "log.gz")

    assert quoted(found.texts, {path: {2}, "other": {1}}) == {(path, 2): "error: out of memory"}
    assert _evidence.NOT_USED == "not used"
