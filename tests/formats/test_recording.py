"""Recordings: each file is optional, none is trusted."""

from __future__ import annotations

import os
import struct
import tarfile
from pathlib import Path

import pytest

from efitool.errors import LimitError, MalformedError, UnknownFormatError
from efitool.formats import _recording as recording
from efitool.formats import _recording_tables as tables
from efitool.model.ranges import PhysRange
from efitool.model.recording import Acceptance, ServiceCall, Setup

SAMPLES = Path(__file__).parents[2] / "samples"
ALLOWED = "AllowUnacceptedMemory() called This=0x10 (table 0x10) -> EFI_SUCCESS; closed\t\t\t\tx1\n"


def test_how_firmware_was_set_up() -> None:
    text = b"R 10000000 10001000\nA 1000 2000 f 4000\nR 20000000 30000000\nPROTO 1\nEBS 0\n"

    assert tables.setup(text) == Setup(
        (PhysRange(0x1000_0000, 0x1000_1000), PhysRange(0x2000_0000, 0x3000_0000)),
        protocol=True,
        accepts_at_exit=False,
    )
    assert tables.setup(b"TRACE 0\n") == Setup((), False, False, traces=False)


@pytest.mark.parametrize("line", [b"\xff\x00R", b"R 1000", b"PROTO", b"proto 1", b"7 7 7"])
def test_what_sets_nothing_up_is_no_setup(line: bytes) -> None:
    with pytest.raises(MalformedError, match=r"unacc\.cfg line 3 at 0x0: expected a setting"):
        tables.setup(b"# of a test\nPROTO 1\n" + line + b"\n")


def test_what_is_no_regular_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "serial.log")

    with pytest.raises(UnknownFormatError, match=r"serial\.log is no regular file"):
        recording.read(tmp_path)


def test_services_but_those_of_firmware_itself() -> None:
    text = (
        "LocateProtocol\tC5A010FE-38a7-4531-8a4a-0500d2fd1649\tNAME\t0x0\tx1\n"
        f"{ALLOWED}"
        "unaccepted table: version=1 unit_size=0x200000 phys_base=0x10000000 size=0x30\t\t\t\tx1\n"
        "ExitBootServices key=0x689 allowed=0\t\t\t\tx1\n"
        "LocateProtocol\tf4ccbfb7-f6e0-47fd-9dd4-10a8f150c191\t\t0x800000000000000e\tx36\n"
        "ExitBootServices -> 0x8000000000000002 (failed)\t\t\t\tx1\n"
    )

    assert tables.services(text.encode()) == (
        ServiceCall("LocateProtocol", "c5a010fe-38a7-4531-8a4a-0500d2fd1649", 0),
        ServiceCall("AllowUnacceptedMemory", None, 0),
        ServiceCall("ExitBootServices", None, 0x8000000000000002),
    )


def test_acceptances() -> None:
    text = b"#order\tphase\tstart\tend\tbytes\n0\tstub\t0x1000\t0x3000\t0x2000\n"

    assert tables.acceptances(text) == (Acceptance("stub", PhysRange(0x1000, 0x3000)),)


@pytest.mark.parametrize(
    ("read", "text", "problem"),
    [
        (tables.setup, b"R 10 zz\n", "unacc.cfg line 1"),
        (tables.services, b"\nOpen\tguid\t\t-1\tx1\n", "stub-trace.tsv line 2"),
        (tables.acceptances, b"0\tstub\t0x1000\n", "accept-sequence.tsv line 1"),
        (tables.acceptances, b"0\tstub\t0x1\t\xff\t\n", "accept-sequence.tsv line 1"),
    ],
)
def test_what_cannot_be_read_is_named(read: object, text: bytes, problem: str) -> None:
    assert callable(read)
    with pytest.raises(MalformedError, match=problem):
        read(text)


def test_maps_are_in_order_and_the_table_among_them(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, type in (("00-before", 7), ("01-after-hook", 15), ("03-GetMemoryMap", 4)):
        row = struct.pack("<I4xQQQQ8x", type, 0x1000, 0, 1, 0xF)
        (raw / f"{name}.bin").write_bytes(row)
    (raw / "02-unaccepted_table.bin").write_bytes(struct.pack("<IIQQ", 1, 1 << 21, 0, 1) + b"\1")

    found = recording.read(tmp_path)

    assert [(m.label, m.descriptors[0].type) for m in found.maps] == [
        ("01-after-hook", 15),
        ("03-GetMemoryMap", 4),
    ]
    assert found.maps_before_table == 1
    assert found.installed is not None
    assert list(found.installed.marked) == [PhysRange(0, 1 << 21)]
    assert (found.services, found.acceptances, found.setup, found.final) == (None,) * 4


def test_a_console_without_a_word_is_empty_and_meminfo_has_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "serial.log").write_text("BdsDxe: starting\r\n")
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "meminfo.txt").write_text("MemTotal:  10 kB\nUnaccepted:  4 kB\n")

    log = recording.read(tmp_path).log

    assert log.kernels == ()
    assert [m.kib for m in log.meminfo] == [{"MemTotal": 10, "Unaccepted": 4}]


def test_meminfo_in_a_file_is_better_than_what_a_console_shows(tmp_path: Path) -> None:
    (tmp_path / "serial.log").write_text("Linux version 6.12 #1\nMemTotal:  10 kB\nUnac[ 3.0]\n")
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "meminfo.txt").write_text("MemTotal:  10 kB\nUnaccepted:  4 kB\n")

    log = recording.read(tmp_path).log

    assert [k.text for k in log.kernels] == ["6.12 #1"]
    assert [m.kib for m in log.meminfo] == [{"MemTotal": 10, "Unaccepted": 4}]


def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "FILE_LIMIT", 10)
    (tmp_path / "unacc.cfg").write_bytes(b"R 1 2\nPROTO 1\n")
    with pytest.raises(LimitError, match="more than 0 MiB"):
        recording.read(tmp_path)

    monkeypatch.setattr(tables, "LINES", 1)
    with pytest.raises(LimitError, match="more than 1 lines"):
        tables.setup(b"R 1 2\nPROTO 1\n")


def test_a_directory_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match="no recording"):
        recording.read(tmp_path)


def test_what_a_directory_has(tmp_path: Path) -> None:
    with tarfile.open(SAMPLES / "recordings" / "boots.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    found = recording.read(tmp_path / "patched-6.12-rand-02")

    assert found.name == "patched-6.12-rand-02"
    assert found.setup is not None
    assert found.setup.ranges == (PhysRange(0x1000_1000, 0x11C0_1000),)
    assert (found.setup.protocol, found.setup.accepts_at_exit) == (True, True)
    assert [m.label for m in found.maps] == [
        "01-after-hook",
        "02-GetMemoryMap",
        "03-GetMemoryMap",
        "05-GetMemoryMap",
    ]
    assert found.maps_before_table == 3
    assert found.acceptances == (
        Acceptance("stub", PhysRange(0x1000_1000, 0x1020_0000)),
        Acceptance("stub", PhysRange(0x11C0_0000, 0x11C0_1000)),
        Acceptance("boot", PhysRange(0x1020_0000, 0x1060_0000)),
    )
    assert found.final is not None
    assert list(found.final.marked) == [PhysRange(0x1060_0000, 0x11C0_0000)]
