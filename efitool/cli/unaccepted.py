"""`efitool unaccepted`: what a guest has still to accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from efitool.cli._output import (
    READ_ERRORS,
    Color,
    ColorOption,
    FormatOption,
    JsonOption,
    load,
    palette,
    reason,
    searching,
    tell_failure,
    write,
)
from efitool.errors import UnknownFormatError

if TYPE_CHECKING:
    from efitool.model.artifact import RecordFile
    from efitool.model.memmap import MemoryMap


def unaccepted(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="Memory dumps, tables; - is standard input."),
    ],
    map: Annotated[
        str | None,
        typer.Option("--map", metavar="FILE", help="The guest's memory map, if not in the dump."),
    ] = None,
    json: JsonOption = False,
    format: FormatOption = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """Print which memory a guest has still to accept: the bitmap of Linux, as ranges and totals.

    It is read from a dump of the guest's memory, or from a file that holds the table alone, and
    held against the memory map: what is marked but of another type, what the table cannot tell of,
    what has been accepted since.

    Example: efitool unaccepted vmcore
    """
    painted = palette(color)
    known = _map(map) if map else None
    code = done = 0
    for path in files:
        try:
            file = _read(path, format)
        except READ_ERRORS as e:
            code = 2
            tell_failure(path, e, json=json)
            continue
        if json:
            from efitool.report import json as as_json
            from efitool.report import unaccepted_json

            write(as_json.dumps(unaccepted_json.told(file, known)) + "\n")
        else:
            from efitool.report import unaccepted_text

            write("\n" * (done > 0) + unaccepted_text.told(file, known, painted) + "\n")
        done += 1
    raise typer.Exit(code)


def _map(path: str) -> MemoryMap:
    """Read the map that the tables are to be held against."""
    from efitool import formats
    from efitool.model.acceptance import comparable
    from efitool.model.artifact import as_log

    try:
        with searching(path) as watch:
            found = comparable(as_log(formats.decode_record(load(path), watch=watch)[1]).maps)
    except READ_ERRORS as e:
        raise typer.BadParameter(f"{path}: {reason(e)}") from None
    if found is None:
        raise typer.BadParameter(f"{path}: there is no memory map in it")
    return found


def _read(path: str, format: str | None) -> RecordFile:
    """Read the table of a file. Raises `READ_ERRORS`, also where there can be none."""
    from efitool import formats
    from efitool.model.artifact import record_file

    data = load(path)
    with searching(path) as watch:
        name, record = formats.decode_record(data, format=format, watch=watch)
    file = record_file(path, len(data), name, record)
    if not file.log.unaccepted_tables and not (file.dump and file.dump.tables):
        raise UnknownFormatError("no unaccepted table found")
    return file
