"""`efitool diff`: what two maps, or two images, say differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from efitool.cli._output import (
    READ_ERRORS,
    Color,
    ColorOption,
    DeepOption,
    FormatOption,
    JsonOption,
    load,
    palette,
    print_error,
    reason,
    write,
)
from efitool.errors import LimitError

if TYPE_CHECKING:
    from efitool.model.artifact import RecordFile
    from efitool.model.inspection import InspectedFile
    from efitool.model.memmap import MemoryMap
    from efitool.report.terminal import Palette

DIFFERENT = 1
"""The exit status where something differs, as of diff(1)."""


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="A map, a log or an image.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Another of the same sort.")],
    json: JsonOption = False,
    deep: DeepOption = False,
    format: FormatOption = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """Compare two memory maps, whatever their forms and order, or what is said of two images.

    Of a log it is the first memory map. Exit status: 0 no difference, 1 some, 2 trouble.

    Example: efitool diff map-at-start.bin serial.log
    """
    from efitool.model.artifact import RecordFile
    from efitool.model.inspection import InspectedFile

    files = [_read(path, format, deep=deep) for path in (before, after)]
    painted = palette(color)
    match files:
        case [RecordFile() as was, RecordFile() as now]:
            differ, output = _maps(was, now, painted, json=json)
        case [InspectedFile() as was, InspectedFile() as now]:
            differ, output = _images(was, now, painted, json=json)
        case _:
            raise _trouble(f"{before} and {after}: one is an image, the other is none")
    write(output + "\n")
    raise typer.Exit(DIFFERENT if differ else 0)


def _read(path: str, format: str | None, *, deep: bool) -> RecordFile | InspectedFile:
    """Read a file, and look into it if it is an image."""
    from efitool import formats
    from efitool.cli.inspect import inspected
    from efitool.model.artifact import RecordFile, as_log
    from efitool.model.image import Image
    from efitool.model.inspection import InspectedFile
    from efitool.references import attempt

    try:
        data = load(path)
        name, artifact = formats.decode_named(data, format=format, deep=deep)
    except READ_ERRORS as e:
        raise _trouble(f"{path}: {reason(e)}") from None
    if isinstance(artifact, Image):
        return InspectedFile(path, data, deep, inspected(*attempt(artifact)))
    return RecordFile(path, len(data), name, as_log(artifact))


def _maps(was: RecordFile, now: RecordFile, painted: Palette, *, json: bool) -> tuple[bool, str]:
    """Return whether the maps differ, and what is said of it."""
    from efitool.model.map_diff import diff
    from efitool.report import json as as_json
    from efitool.report import map_diff as report

    try:
        found = diff(_memory_map(was), _memory_map(now))
    except LimitError as e:
        raise _trouble(reason(e)) from None
    if json:
        return bool(found), as_json.dumps(report.json(was, now, found))
    return bool(found), report.text(was, now, found, painted)


def _memory_map(file: RecordFile) -> MemoryMap:
    map = file.log.memory_map
    if map is None:
        raise _trouble(f"{file.path}: no memory map found")
    return map


def _images(
    was: InspectedFile, now: InspectedFile, painted: Palette, *, json: bool
) -> tuple[bool, str]:
    """Return whether the images differ, and what is said of it."""
    from efitool.report import image_diff as report
    from efitool.report import json as as_json

    found = report.diff(was, now)
    if json:
        return bool(found), as_json.dumps(report.json(was, now, found))
    return bool(found), report.text(was, now, found, painted)


def _trouble(message: str) -> typer.Exit:
    """Say what keeps the two from being compared."""
    print_error(message)
    return typer.Exit(2)
