"""The tables: what is compared with what. A table is its head and its rows, all text."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from benchmarks.measure import PASS, Command, CommandError, measure
from benchmarks.subjects import Subject

Row: TypeAlias = tuple[str, ...]

EFITOOL: Command = (str(Path(sys.executable).with_name("efitool")),)
INSPECT: Command = (*EFITOOL, "inspect", "--fail-on", "never")
MANY = 100
MANY_ROUNDS = 3
"""A hundred files are an average by themselves."""
PEERS: dict[str, Command] = {
    "ukify inspect": ("ukify", "inspect"),
    "objdump -p": ("objdump", "-p"),
    "objdump -x": ("objdump", "-x"),
    "readpe": ("readpe",),
    "pe-inspect": ("pe-inspect",),
    "pefile, full parse": (sys.executable, "-c", "import pefile, sys; pefile.PE(sys.argv[1])"),
}


def start_up(subjects: Sequence[Subject], rounds: int) -> Iterator[Row]:
    """A whole command over a Python that does nothing. Budget for ``inspect``: 10 times."""
    yield ("command", "input", "times `python -c pass`", "CPU ms", "peak MiB")
    yield over_pass("guids QUERY", "acceptance", (*EFITOOL, "guids", "acceptance"), rounds)
    for subject in subjects:
        for option in ((), ("--json",), ("--guids",)):
            command = (*INSPECT, *option, subject.path)
            yield over_pass(" ".join(("inspect", *option)), subject.title, command, rounds)


def deep(subjects: Sequence[Subject], rounds: int) -> Iterator[Row]:
    """``inspect --deep`` less ``inspect``, over the bare decompressor on the bare payload.

    Budget: 1.3 times for zstd, 1.15 times for xz; memory 100 MB beyond what is unpacked.
    """
    yield ("input", "decompressor", "times decompressor", "CPU ms", "peak MiB", "unpacked MiB")
    for subject in subjects:
        if not subject.payload:
            yield (subject.title, "nothing to unpack", "-", "-", "-", "-")
            continue
        with TemporaryDirectory() as directory:
            bare = (*subject.decompressor, subject.extract_payload(Path(directory)))
            inspect = (*INSPECT, subject.path)
            took = measure(rounds, bare, inspect, (*inspect, "--deep"))
        yield (
            subject.title,
            " ".join(subject.decompressor),
            f"{took.median(lambda bare, plain, deep: (deep.cpu - plain.cpu) / bare.cpu):.2f}",
            f"{took.median(lambda bare, plain, deep: deep.cpu) * 1e3:.0f}",
            f"{took.median(lambda bare, plain, deep: deep.peak) / 2**20:.0f}",
            f"{(subject.payload.unpacked_size or 0) / 2**20:.0f}",
        )


def many(subjects: Sequence[Subject], rounds: int) -> Iterator[Row]:
    """What each of a hundred files in one call costs beyond the first. Budget: 20 ms of CPU."""
    yield ("input", "CPU ms each", "clock ms each", "cores busy")
    for title, paths in (
        *((subject.title, [subject.path]) for subject in subjects),
        ("all in turn", [subject.path for subject in subjects]),
    ):
        hundred = (*INSPECT, *islice(cycle(paths), MANY))
        took = measure(min(rounds, MANY_ROUNDS), (*INSPECT, paths[0]), hundred)
        yield (
            f"{MANY} times {title}",
            f"{took.median(lambda one, all: (all.cpu - one.cpu) / (MANY - 1)) * 1e3:.1f}",
            f"{took.median(lambda one, all: (all.wall - one.wall) / (MANY - 1)) * 1e3:.1f}",
            f"{took.median(lambda one, all: all.cpu / all.wall):.1f}",
        )


def peers(subjects: Sequence[Subject], rounds: int) -> Iterator[Row]:
    """Programs that tell less of the same file. A missing one says so."""
    yield ("peer", "input", "times `python -c pass`", "times `efitool inspect`")
    for name, command in PEERS.items():
        if shutil.which(command[0]) is None:
            yield (name, "not installed", "-", "-")
            continue
        for subject in subjects:
            try:
                took = measure(rounds, PASS, (*INSPECT, subject.path), (*command, subject.path))
            except CommandError:
                yield (name, subject.title, "fails", "fails")
                continue
            yield (
                name,
                subject.title,
                f"{took.median(lambda empty, ours, theirs: theirs.cpu / empty.cpu):.2f}",
                f"{took.median(lambda empty, ours, theirs: theirs.cpu / ours.cpu):.2f}",
            )


def over_pass(label: str, title: str, command: Command, rounds: int) -> Row:
    """Return a row: what a command takes, and how many times a Python that does nothing."""
    took = measure(rounds, PASS, command)
    return (
        label,
        title,
        f"{took.median(lambda empty, ours: ours.cpu / empty.cpu):.1f}",
        f"{took.median(lambda empty, ours: ours.cpu) * 1e3:.0f}",
        f"{took.median(lambda empty, ours: ours.peak) / 2**20:.0f}",
    )
