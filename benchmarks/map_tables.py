"""The tables of memory maps: buffers, logs, and whole commands on what people have."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Command, measure
from benchmarks.recordings import BUFFER, LOG, write_buffer, write_logs
from benchmarks.tables import EFITOOL, Row, over_pass

MILLION = 1_000_000
FEW = 20_000
"""Descriptors for who needs a minute for a million."""

SCHEMA = "from efitool.formats._memory_schemas import EFI_MEMORY_DESCRIPTOR as schema; "
NUMPY_FIELDS = (
    "dict(names=['type', 'start', 'virtual', 'pages', 'attributes'], "
    "formats=['<u4', '<u8', '<u8', '<u8', '<u8'], offsets=[0, 8, 16, 24, 32], itemsize=48)"
)

WAYS: dict[str, tuple[int, str, str]] = {
    "efitool": (
        MILLION,
        "from efitool import formats; from efitool.formats import memmap_raw; ",
        "formats.decode(formats.load(path))",
    ),
    "efitool, each descriptor looked at": (
        MILLION,
        "from efitool import formats; from efitool.formats import memmap_raw; ",
        "sum(d.pages for d in formats.decode(formats.load(path)).descriptors)",
    ),
    "struct.iter_unpack, nothing kept": (
        MILLION,
        "import struct; ",
        "sum(row[3] for row in struct.iter_unpack('<I4xQQQQ8x', open(path, 'rb').read()))",
    ),
    "the construct schema by itself": (
        FEW,
        f"import construct; {SCHEMA}",
        "construct.Array(count, construct.Padded(48, schema)).parse_file(path)",
    ),
    "numpy, one column": (
        MILLION,
        "import numpy; ",
        f"numpy.fromfile(path, numpy.dtype({NUMPY_FIELDS}))['pages'].sum()",
    ),
}
"""How many descriptors, the imports, and what is done with the file at *path*."""


def buffers(rounds: int) -> Iterator[Row]:
    """A raw buffer: descriptors for each second of CPU beyond the imports. Budget: 4 million."""
    yield ("way", "descriptors", "millions per second", "peak MiB")
    with TemporaryDirectory() as directory:
        paths = {n: write_buffer(Path(directory), n) for n in (MILLION, FEW)}
        for way, (count, imports, work) in WAYS.items():
            if way.startswith("numpy") and find_spec("numpy") is None:
                yield (way, "not installed", "-", "-")
                continue
            values = f"path, count = {paths[count]!r}, {count}; "
            imported, worked = (_python(imports + values + then) for then in ("", work))
            took = measure(rounds, imported, worked)
            speed = took.median(lambda empty, ours, n=count: n / (ours.cpu - empty.cpu) / 1e6)
            peak = took.median(lambda empty, ours: ours.peak) / 2**20
            yield (way, f"{count:,}", f"{speed:.2f}", f"{peak:.0f}")


def logs(rounds: int) -> Iterator[Row]:
    """``memmap`` of a log, over ``grep -aF 'efi: mem'`` on it.

    Budget beyond start-up, which is ``memmap`` of a log with one boot: 1.5 times; memory does not
    grow with the log. Three boots by themselves cost more than one; the second column leaves that
    out, too. A log in which nothing is found is searched a second time, for forms that nothing
    announces.
    """
    yield (
        *("log", "times `grep` beyond start-up", "and beyond its boots", "CPU ms"),
        *("`grep` CPU ms", "peak MiB"),
    )
    memmap = (*EFITOOL, "memmap", "--fail-on", "never")
    with TemporaryDirectory() as directory:
        written = write_logs(Path(directory))
        for title, path in (
            ("100 MB, three boots", written.boots),
            ("1 GB, three boots", written.long),
            ("100 MB, nothing", written.nothing),
        ):
            run = _fails if path == written.nothing else _succeeds
            took = measure(
                rounds,
                run(_kept(("grep", "-aF", "efi: mem", path), directory)),
                (*memmap, str(LOG)),
                (*memmap, written.alone),
                run((*memmap, path)),
            )
            yield (
                title,
                f"{took.median(lambda grep, one, all, ours: (ours.cpu - one.cpu) / grep.cpu):.2f}",
                f"{took.median(lambda grep, one, all, ours: (ours.cpu - all.cpu) / grep.cpu):.2f}",
                f"{took.median(lambda grep, one, all, ours: ours.cpu) * 1e3:.0f}",
                f"{took.median(lambda grep, one, all, ours: grep.cpu) * 1e3:.0f}",
                f"{took.median(lambda grep, one, all, ours: ours.peak) / 2**20:.0f}",
            )


def commands(rounds: int) -> Iterator[Row]:
    """A whole command on a real map of 127 descriptors over a Python that does nothing."""
    yield ("command", "input", "times `python -c pass`", "CPU ms", "peak MiB")
    for title, path in (("raw buffer", BUFFER), ("serial log", LOG)):
        for words in ("memmap", "memmap --json", "memmap --to e820", "lint"):
            command = (*EFITOOL, *words.split(), str(path))
            yield over_pass(words, title, command, rounds)
    both = (str(BUFFER), str(LOG))
    yield over_pass("diff", "raw buffer, serial log", (*EFITOOL, "diff", *both), rounds)


def _python(script: str) -> Command:
    return (sys.executable, "-c", script)


def _kept(command: Command, directory: str) -> Command:
    """Return a command that writes to a file: grep stops early where nobody reads."""
    return ("sh", "-c", 'exec "$@" >"$0"', f"{directory}/output", *command)


def _succeeds(command: Command) -> Command:
    return command


def _fails(command: Command) -> Command:
    """Return a command that succeeds where the other one fails, as it does who finds nothing."""
    return ("sh", "-c", '! "$@"', "sh", *command)
