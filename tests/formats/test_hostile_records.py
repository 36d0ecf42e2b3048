"""Hostile input for every format of records: a map, or one error that says what is wrong."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import tarfile
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError, UnknownFormatError
from efitool.formats import _log_scan, _write
from efitool.formats._base import Kind
from efitool.model.artifact import RecordFile, as_log
from efitool.model.map_diff import diff
from efitool.model.memmap import PAGE, MemoryMap
from efitool.report import json, map_csv, map_diff, map_found, map_json, map_table
from efitool.report import lint as lint_report
from efitool.report.terminal import Palette
from efitool.rules import lint

SAMPLES = Path(__file__).parents[2] / "samples"
RECORDINGS = sorted(p for p in (SAMPLES / "recordings").rglob("*") if p.is_file())
RECORDS = [f.name for f in formats.every() if f.kind is not Kind.IMAGE]

RUNTIME_MAP = {
    "type": "0x7",
    "phys_addr": "0x1000",
    "virt_addr": "0x0",
    "num_pages": "0x1",
    "attribute": "0xf",
}
FIRMWARE_MEMMAP = {"start": "0x1000", "end": "0x1fff", "type": "System RAM"}

MOST = 12_000
"""Bytes of a seed: what is around a map, in a log, is told by the whole one below."""

ABSURD = (0, 1, 1 << 31, (1 << 32) - 1, 1 << 52, 1 << 63, (1 << 64) - PAGE, (1 << 64) - 1)
DIGITS = (b"f" * 16, b"f" * 17, b"9" * 20, b"9" * 5000, b"0" * 5000, b"-1", b"", "٣".encode())
"""What may stand where a text has a number; Python converts no decimal number of 5000 digits."""


def survives(data: bytes, format: str | None = None) -> None:
    """Read, and do with what was read what every command does."""
    try:
        name, record = formats.decode_record(data, format=format)
    except (InputError, LimitError) as e:
        if "\n" in str(e):
            pytest.fail("told in more than a line")
        return
    file = RecordFile("hostile", len(data), name, as_log(record))
    findings = lint(record)
    assert json.dumps(map_json.maps(file, set(), findings)).isprintable()
    shown = map_table.maps(file, set(), findings, Palette(False), only_summary=False)
    assert shown.replace("\n", "").isprintable()
    assert map_found.found(file, Palette(False)).replace("\n", "").isprintable()
    assert lint_report.text("hostile", findings, Palette(False)).replace("\n", "").isprintable()
    map_csv.maps(file, set(), head=True)
    if file.log.memory_map:
        survives_conversion(file, file.log.memory_map)


def survives_conversion(file: RecordFile, map: MemoryMap) -> None:
    for to in _write.WRITERS:
        try:
            _write.convert(map, to)
        except (InputError, LimitError):
            continue
    try:
        found = diff(map, map._replace(descriptors=map.descriptors[1:]))
    except LimitError:
        return
    assert map_diff.text(file, file, found, Palette(False)).replace("\n", "").isprintable()


def archive(folder: str, files: dict[str, str]) -> bytes:
    """Return an archive of a folder with these files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(folder + name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content.encode()))
    return packed.getvalue()


@cache
def seeds(format: str) -> list[bytes]:
    """Return what a format reads of the recordings, or all of them if it reads none."""
    found = [data[:MOST] for data in map(Path.read_bytes, RECORDINGS) if reads(format, data)]
    return found or [path.read_bytes()[:MOST] for path in RECORDINGS]


def reads(format: str, data: bytes) -> bool:
    try:
        formats.decode_record(data, format=format)
    except (InputError, LimitError):
        return False
    return True


def with_number(data: bytes, random: Random) -> bytes:
    """Return the bytes with an absurd number in them, binary or text."""
    at = random.randrange(len(data) + 1)
    if random.random() < 0.5:
        form, bits = random.choice((("<Q", 64), ("<I", 32)))
        number = struct.pack(form, random.choice(ABSURD) % (1 << bits))
        return data[:at] + number + data[at + len(number) :]
    end = at
    while end < len(data) and data[end : end + 1] in b"0123456789abcdefABCDEF":
        end += 1
    return data[:at] + random.choice(DIGITS) + data[end:]


def with_flip(data: bytes, random: Random) -> bytes:
    copy = bytearray(data or b"\0")
    copy[random.randrange(len(copy))] ^= random.randrange(1, 256)
    return bytes(copy)


def prefix(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def doubled(data: bytes, random: Random) -> bytes:
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[start:]


DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (with_number, with_flip, prefix, doubled)


@pytest.mark.parametrize("format", RECORDS)
@given(random=st.randoms(use_true_random=False), times=st.integers(1, 6), named=st.booleans())
@settings(deadline=None, max_examples=40)
def test_a_damaged_recording_raises_only_input_errors(
    format: str, random: Random, times: int, named: bool
) -> None:
    data = random.choice(seeds(format))
    for _ in range(times):
        data = random.choice(DAMAGES)(data, random)
    survives(data, format if named else None)


@pytest.mark.parametrize("format", RECORDS)
@given(data=st.binary(max_size=400))
@settings(deadline=None, max_examples=40)
def test_noise_raises_only_input_errors(format: str, data: bytes) -> None:
    survives(data, format)
    survives(data)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_recording_survives_whole_and_cut(path: Path) -> None:
    data = path.read_bytes()
    survives(data)
    survives(data[: len(data) // 2])
    survives(data[len(data) // 2 :])


def test_names_that_a_file_brings_hide_nothing() -> None:
    """They become labels of maps: an address space of QEMU's, a folder of an archive."""
    survives(
        "memory-region: \u202eevil\n"
        "  0000000000000000-0000000000000fff (prio 0, ram): \u202eram\n".encode()
    )
    survives(archive("\u202eevil/\x1b[2J/runtime-map/0/", RUNTIME_MAP))
    survives(archive("\u202eevil/\nmemmap/0/", FIRMWARE_MEMMAP))


@pytest.mark.parametrize("digits", DIGITS)
def test_no_number_is_too_long(digits: bytes) -> None:
    """Of every line one number after the other, as long as there are some."""
    for path in RECORDINGS:
        if path.suffix in (".txt", ".log"):
            lines = path.read_bytes().splitlines(keepends=True)
            survives(b"".join(map(with_digits(digits), lines, count())))


def with_digits(digits: bytes) -> Callable[[bytes, int], bytes]:
    """Replace one of the numbers of a line, each line another one."""

    def replace(line: bytes, n: int) -> bytes:
        numbers = [*re.finditer(rb"(?<=0x)[0-9a-f]+|\b[0-9A-Fa-f]+\b", line)]
        if not numbers:
            return line
        chosen = numbers[n % len(numbers)]
        return line[: chosen.start()] + digits + line[chosen.end() :]

    return replace


@pytest.mark.parametrize(
    "line", [b"systemd[1]: Started Session 7 of User root.\n", b"\n", b"|#=\n"]
)
def test_a_million_lines_without_a_map(line: bytes) -> None:
    with pytest.raises(UnknownFormatError, match="no map found"):
        formats.decode_record(line * 1_000_000)


def test_a_million_lines_are_told_in_one(tmp_path: Path) -> None:
    path = tmp_path / "boot.log"
    path.write_bytes(b"kernel: nothing to see\n" * 1_000_000)

    done = subprocess.run(
        [sys.executable, "-m", "efitool", "memmap", path], capture_output=True, text=True
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch("efitool: .*boot.log: no map found.*\n", done.stderr)


def test_a_log_of_one_line() -> None:
    row = b"efi: mem00: [Conventional|   |WB|WT|WC|UC] range=[0x0-0xfff] (0MB)"

    with pytest.raises(UnknownFormatError):
        formats.decode_record(b"x" * (16 << 20))
    _, log = formats.decode_record(row + b" " + b"y" * (16 << 20) + row)

    first, last = as_log(log).maps
    assert first.lines == last.lines == (1,)
    assert first.descriptors == last.descriptors


@pytest.mark.parametrize("row", [b"efi: mem00: [\n", b"BIOS-e820: [mem 0x0\n", b"-(prio \n"])
def test_a_log_of_nothing_but_matches(row: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_log_scan, "ROW_LIMIT", 1000)

    with pytest.raises(LimitError, match="more than 1000 lines"):
        formats.decode_record(row * 1001)
