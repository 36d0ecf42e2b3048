"""`efitool memmap --to`: a map in another form, and on stderr what that form does not tell."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from shutil import copymode
from typing import TYPE_CHECKING

from efitool.cli._output import READER_GONE, STDIN, print_error, reason

if TYPE_CHECKING:
    from efitool.formats._write import Written
    from efitool.model.artifact import RecordFile


class Target(StrEnum):
    """The forms that a map can be converted to."""

    RAW = "raw"
    JSON = "json"
    CSV = "csv"
    E820 = "e820"
    DMESG = "dmesg"
    SHELL = "shell"


def converted(file: RecordFile, to: Target) -> Written:
    """Return the maps of a file in a form: JSON and CSV hold all, others the first EFI map.

    Raises `READ_ERRORS`.
    """
    from efitool.errors import UnknownFormatError
    from efitool.formats import _write

    if to is Target.JSON:
        from efitool.report import json, map_json
        from efitool.rules import lint

        text = json.dumps(map_json.maps(file, set(), lint(file.log)))
        return _write.Written(f"{text}\n".encode(), ())
    if to is Target.CSV:
        from efitool.report import map_csv

        lost = tuple(dict.fromkeys(map_csv.lost(file.log)))
        rows = map_csv.maps(file, set(), head=True)
        return _write.Written(rows.encode(errors="backslashreplace"), lost)
    map = file.log.memory_map
    if map is None:
        raise UnknownFormatError("no EFI memory map found")
    data, lost = _write.convert(map, to)
    others = tuple(f"the {m.kind} at {m.label}" for m in file.log.maps if m is not map)
    return _write.Written(data, (*others, *lost))


def store(data: bytes, output: str | None) -> int:
    """Write to a file, or to standard output, and return the exit status."""
    try:
        if output is None or output == STDIN:
            sys.stdout.buffer.write(data)
        else:
            _write_whole(Path(output), data)
    except BrokenPipeError:
        return READER_GONE
    except OSError as e:
        print_error(f"{output or 'standard output'}: {reason(e)}")
        return 2
    return 0


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: what stood there stays until all is written."""
    if path.exists() and not path.is_file():  # a device or a pipe has no other place to be
        path.write_bytes(data)
        return
    target = path.resolve()
    part = target.with_name(f".efitool-{os.urandom(8).hex()}")
    part.touch(exist_ok=False)
    try:
        if target.exists():
            copymode(target, part)
        part.write_bytes(data)
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
