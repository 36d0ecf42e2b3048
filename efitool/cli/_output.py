"""What every command shares: where output goes, how errors are told, when to fail."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from efitool.errors import InputError, LimitError, MissingExtraError, UnknownFormatError
from efitool.model.findings import Finding, Severity
from efitool.report.terminal import Palette, escape

if TYPE_CHECKING:
    from rich.progress import TaskID

    from efitool.model.guest_log import GuestLog
    from efitool.model.guest_memory import Watch
    from efitool.model.image import Data
    from efitool.model.memmap import MemoryMap

STDIN = "-"
READER_GONE = 128 + 13
"""The exit status of a program that died of SIGPIPE, as shells tell it."""

PAPER = 100
"""Columns of output that goes to no terminal."""

PROGRESS_FROM = 5
"""Fewer files are done before a bar can be read."""


class Color(StrEnum):
    """When to use colours."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class FailOn(StrEnum):
    """The least severity that makes a command fail."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"
    NEVER = "never"

    def fails(self, findings: Iterable[Finding]) -> bool:
        """Whether any finding is at least as severe."""
        return any(self.reached_by(f.severity) for f in findings)

    def reached_by(self, severity: Severity) -> bool:
        """Whether it is at least as severe."""
        return self is not FailOn.NEVER and severity >= Severity[self.name]


def palette(color: Color) -> Palette:
    """Colour a terminal that wants it (https://no-color.org)."""
    wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    painted = color is Color.ALWAYS or (color is Color.AUTO and wanted)
    return Palette(painted, get_terminal_size().columns if sys.stdout.isatty() else PAPER)


def reason(e: Exception) -> str:
    """Say in one line why a file could not be read."""
    return (e.strerror or str(e)) if isinstance(e, OSError) else str(e)


def load(path: str) -> Data:
    """Return the bytes of a file, or of standard input. Raises `READ_ERRORS`."""
    from efitool import formats

    if path != STDIN:
        return formats.load(path)
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return formats.drain(sys.stdin.buffer)


def tell_unsearched(path: str, log: GuestLog) -> None:
    """Say on stderr that pieces of a large log were passed over, which show no sign of a map."""
    if passed := sum(end - start for start, end in log.unsearched):
        mib = f"{passed / (1 << 20):.0f} MiB"
        print_error(f"{path}: {mib} without a sign not searched; --format guest-log searches all")


def no_map(log: GuestLog, otherwise: str) -> UnknownFormatError:
    """Return the error for a log without a map, which says if rows of one are there."""
    rows = next(iter(log.illegible), None)
    found = f"{rows.format}, {rows.label}: {len(rows.unread)} rows, none legible" if rows else ""
    return UnknownFormatError(found or otherwise)


def raw_map(data: Data, format: str | None, descriptor_size: int) -> MemoryMap:
    """Decode a raw buffer whose descriptors have a stated size. Raises `READ_ERRORS`."""
    from efitool.formats import memmap_raw

    if format not in (None, memmap_raw.NAME):
        raise typer.BadParameter(f"--descriptor-size is for {memmap_raw.NAME}")
    return memmap_raw.decode(data, descriptor_size=descriptor_size)


def write(text: str) -> None:
    """Write to stdout; a reader that has gone away ends the command."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise typer.Exit(READER_GONE) from None


def print_error(message: str) -> None:
    """Write one line to stderr under the program's name."""
    sys.stderr.write(f"efitool: {escape(message)}\n")
    sys.stderr.flush()


def tell_failure(path: str, e: Exception, *, json: bool) -> None:
    """Say that a file could not be read: on stderr, and as an object where that is asked for."""
    print_error(f"{path}: {reason(e)}")
    if json:
        from efitool.report import json as as_json

        write(as_json.dumps(as_json.error(path, e, reason(e))) + "\n")


READ_ERRORS = (OSError, InputError, LimitError, MissingExtraError)
"""What reading a file may raise: told in one line. Anything else is a bug of ours."""

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="F", help="Do not guess, and search all of a log (guest-log: for all)."
    ),
]
ColorOption = Annotated[Color, typer.Option("--color", help="Colours in text output.")]
DeepOption = Annotated[bool, typer.Option("--deep", help="Unpack the payloads of images.")]
DescriptorSizeOption = Annotated[
    int | None, typer.Option(metavar="N", min=40, help="Bytes of a descriptor in a raw buffer.")
]
FailOnOption = Annotated[
    FailOn, typer.Option("--fail-on", help="Exit 1 at findings of this severity.")
]

T = TypeVar("T")


def progress(items: Iterable[T], total: int, doing: str) -> Iterator[T]:
    """Pass items on; on a terminal to which nothing else is printed, show how far one is."""
    if total < PROGRESS_FROM or sys.stdout.isatty() or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, doing, total, console=console, transient=True, auto_refresh=False)


@contextmanager
def searching(path: str) -> Iterator[Watch | None]:
    """Show on a terminal how far the search of a guest's memory is; nothing where none is made."""
    if not sys.stderr.isatty():
        yield None
        return
    from multiprocessing import parent_process

    if parent_process() is not None:
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: list[TaskID] = []

        def watch(done: int, total: int) -> None:
            if not tasks:
                tasks.append(bar.add_task(f"searching {escape(path)}", total=total))
            bar.update(tasks[0], completed=done)

        yield watch
