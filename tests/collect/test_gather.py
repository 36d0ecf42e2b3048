"""What is taken of a system, what is not, and that nothing else is opened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from efitool import formats
from efitool.collect import gather as gathering
from efitool.collect.gather import gather
from efitool.model.artifact import as_log
from efitool.model.collected import Collected, Left, Taken
from efitool.model.guest_log import GuestLog
from tests.collect.systems import LINUX, linux


def log(taken: Taken) -> GuestLog:
    return as_log(formats.decode_record(taken.content)[1])


def named(collected: Collected, name: str) -> Taken:
    return next(t for t in collected.taken if t.name == name)


def test_what_is_taken(tmp_path: Path) -> None:
    collected = gather(linux(tmp_path))

    assert [t.name for t in collected.taken] == [
        "dmesg.txt",
        "proc/cmdline",
        "proc/version",
        "proc/meminfo",
        "proc/iomem",
        "proc/cpuinfo",
        "sys/firmware/acpi/tables/SRAT",
        "sys/firmware/acpi/tables/SSDT1",
        "sys/firmware/memmap.txt",
        "sys/firmware/runtime-map.txt",
        "sys/memory-blocks.txt",
    ]


def test_no_secret_is_taken(tmp_path: Path) -> None:
    everything = b"".join(t.content for t in gather(linux(tmp_path), with_kernel=True).taken)

    for secret in (b"secret", b"licence", b"variable", b"private", b"another"):
        assert secret not in everything


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    left = gather(linux(tmp_path)).left

    assert Left("sys/kernel/boot_params/data", "not there") in left
    assert Left("sys/firmware/acpi/tables/CEDT", "not there") in left
    assert Left("boot/vmlinuz-6.12.1-a+b", "taken with --with-kernel only") in left
    assert not any(piece.refused for piece in left)


def test_an_empty_root_gives_nothing(tmp_path: Path) -> None:
    collected = gather(tmp_path)

    assert collected.taken == ()
    assert Left("dev/kmsg", "not there") in collected.left


def test_the_running_kernel_is_taken_where_it_is_wanted(tmp_path: Path) -> None:
    kernel = named(gather(linux(tmp_path), with_kernel=True), "boot/vmlinuz-6.12.1-a+b")

    assert kernel.content == b"MZ kernel"


@pytest.mark.parametrize("release", [b"../../secret", b"*", b"", b"\xff"])
def test_a_release_is_no_path(tmp_path: Path, release: bytes) -> None:
    odd = {"lib/modules/x/vmlinuz": b"MZ", "secret/vmlinuz": b"MZ"}
    root = linux(tmp_path, {**LINUX, **odd, "proc/sys/kernel/osrelease": release})

    names = [t.name for t in gather(root, with_kernel=True).taken]
    assert not any("vmlinuz" in name for name in names)


def test_private_parts_are_removed_and_that_is_noted(tmp_path: Path) -> None:
    collected = gather(linux(tmp_path))

    assert named(collected, "proc/cmdline") == Taken(
        "proc/cmdline",
        b"accept_memory=lazy pw=[removed]\n",
        "what the kernel was told",
        "private parts removed",
    )
    assert named(collected, "dmesg.txt").content.endswith(b"pw=[removed]\n")
    assert named(collected, "proc/version").note == ""


def test_long_files_are_cut_and_that_is_noted(tmp_path: Path) -> None:
    cpus = named(gather(linux(tmp_path)), "proc/cpuinfo")

    assert (len(cpus.content), cpus.note) == (8192, "cut after 8192 bytes")


def test_numbered_folders_are_in_their_order(tmp_path: Path) -> None:
    assert named(gather(linux(tmp_path)), "sys/memory-blocks.txt").content == (
        b"/sys/devices/system/memory/memory9/state:online\n"
        b"/sys/devices/system/memory/memory10/state:offline\n"
    )


def test_the_readers_understand_what_was_taken(tmp_path: Path) -> None:
    collected = gather(linux(tmp_path))
    e820 = log(named(collected, "sys/firmware/memmap.txt")).e820
    runtime = log(named(collected, "sys/firmware/runtime-map.txt")).maps

    assert [len(table.entries) for table in e820] == [12]
    assert e820[0].entries[11].end == 12 << 20
    assert [(d.start, d.pages) for map in runtime for d in map.descriptors] == [(0x7F000000, 16)]
    assert log(named(collected, "dmesg.txt")).kernels


def test_a_link_out_of_the_root_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    root = linux(tmp_path / "root")
    (root / "proc/version").unlink()
    (root / "proc/version").symlink_to(tmp_path / "secret")

    collected = gather(root)
    assert Left("proc/version", "a link out of the root directory", refused=True) in collected.left
    assert "proc/version" not in [t.name for t in collected.taken]


def test_what_cannot_be_read_is_told_and_the_rest_taken(tmp_path: Path) -> None:
    root = linux(tmp_path)
    (root / "proc/version").unlink()
    (root / "proc/version").mkdir()
    (root / "dev/kmsg").unlink()
    (root / "dev/kmsg").symlink_to("kmsg")
    collected = gather(root)

    refused = [(left.path, left.why) for left in collected.left if left.refused]
    assert refused == [
        ("dev/kmsg", os.strerror(40)),
        ("proc/version", "Is a directory"),
    ]
    assert named(collected, "proc/meminfo")


def test_files_of_a_source_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "FILES", 1)

    text = named(gather(linux(tmp_path)), "sys/memory-blocks.txt").content
    assert text.count(b"\n") == 1


def test_the_journal_is_asked_only_of_the_running_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> bytes:
        raise AssertionError

    monkeypatch.setattr("efitool.collect.kernel_log.from_journal", asked)
    gather(linux(tmp_path, {**LINUX, "dev/kmsg": b"5,9,0,-;late\n"}))


def test_what_has_dropped_out_of_the_ring_is_in_the_journal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("efitool.collect.kernel_log.is_whole", lambda records: False)
    monkeypatch.setattr("efitool.collect.kernel_log.from_journal", lambda: b"Command line: a=b\n")

    journal = named(gather(Path("/")), "journal.txt")
    assert journal.content == b"Command line: a=[removed]\n"


def test_a_journal_that_is_refused_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses() -> bytes:
        raise OSError("no journal files")

    monkeypatch.setattr("efitool.collect.kernel_log.is_whole", lambda records: False)
    monkeypatch.setattr("efitool.collect.kernel_log.from_journal", refuses)

    assert Left("journalctl", "no journal files", refused=True) in gather(Path("/")).left
