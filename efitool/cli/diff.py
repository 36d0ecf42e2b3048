"""`efitool diff`: what two maps, or two images, say differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from efitool.cli._output import (
    READ_ERRORS,
    STDIN,
    Color,
    ColorOption,
    DeepOption,
    DescriptorSizeOption,
    JsonOption,
    load,
    palette,
    print_error,
    raw_map,
    reason,
    tell_unsearched,
    write,
)
from efitool.errors import LimitError, UnknownFormatError

if TYPE_CHECKING:
    from efitool.model.artifact import RecordFile
    from efitool.model.image import Data
    from efitool.model.inspection import InspectedFile
    from efitool.report.terminal import Palette

T = TypeVar("T")

DIFFERENT = 1
"""The exit status where something differs, as of diff(1)."""


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="A map, a log or an image.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Another of the same sort.")],
    json: JsonOption = False,
    deep: DeepOption = False,
    map: Annotated[
        list[int] | None,
        typer.Option(metavar="N", min=1, help="The Nth map that `memmap` lists. Twice: A's, B's."),
    ] = None,
    descriptor_size: DescriptorSizeOption = None,
    format: Annotated[
        list[str] | None,
        typer.Option(metavar="F", help="Do not guess: `efitool formats`. Twice: A's, B's."),
    ] = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """Compare two memory maps, whatever their forms and order, or what is said of two images.

    Of a log it is the first map; else e820 tables are compared, or lists such as /proc/iomem. A
    memory map is held against an e820 table as the one that Linux makes of it.
    Exit status: 0 no difference, 1 some, 2 trouble.

    Example: efitool diff map-at-start.bin serial.log
    """
    from efitool.model.artifact import RecordFile
    from efitool.model.inspection import InspectedFile

    if before == after == STDIN:
        raise typer.BadParameter("standard input can be read once")
    formats, numbers = _each(format), _each(map)
    files = [
        _read(path, form, descriptor_size, deep=deep)
        for path, form in zip((before, after), formats, strict=True)
    ]
    painted = palette(color)
    match files:
        case [RecordFile() as was, RecordFile() as now]:
            differ, output = _maps(was, now, numbers, painted, json=json)
        case [InspectedFile() as was, InspectedFile() as now]:
            differ, output = _images(was, now, painted, json=json)
        case _:
            raise _trouble(f"{before} and {after}: one is an image, the other is none")
    write(output + "\n")
    raise typer.Exit(DIFFERENT if differ else 0)


def _each(values: list[T] | None) -> tuple[T | None, T | None]:
    """Return what an option says of A and of B."""
    if not values:
        return None, None
    if len(values) > 2:
        raise typer.BadParameter("there are two files, A and B: an option can be given twice")
    return values[0], values[-1]


def _read(
    path: str, format: str | None, descriptor_size: int | None, *, deep: bool
) -> RecordFile | InspectedFile:
    """Read a file, and look into it if it is an image."""
    from efitool import formats
    from efitool.cli.inspect import inspected
    from efitool.model.artifact import RecordFile, as_log
    from efitool.model.image import Image
    from efitool.model.inspection import InspectedFile
    from efitool.references import attempt

    try:
        data = load(path)
        if descriptor_size and _may_be_raw(data, format):
            map = raw_map(data, format, descriptor_size)
            return RecordFile(path, len(data), map.format, as_log(map))
        name, artifact = formats.decode_named(data, format=format, deep=deep)
    except READ_ERRORS as e:
        raise _trouble(f"{path}: {reason(e)}") from None
    if isinstance(artifact, Image):
        return InspectedFile(path, data, deep, inspected(*attempt(artifact)))
    file = RecordFile(path, len(data), name, as_log(artifact))
    tell_unsearched(path, file.log)
    return file


def _may_be_raw(data: Data, format: str | None) -> bool:
    """Whether a size of descriptors is about this file, and not about the other one."""
    from efitool import formats
    from efitool.formats import memmap_raw

    try:
        return formats.reader(data, format).name == memmap_raw.NAME
    except UnknownFormatError:
        return format is None


def _maps(
    was: RecordFile,
    now: RecordFile,
    numbers: tuple[int | None, int | None],
    painted: Palette,
    *,
    json: bool,
) -> tuple[bool, str]:
    """Return whether the maps differ, and what is said of it."""
    from efitool.cli._comparable import comparable
    from efitool.model.map_diff import diff
    from efitool.report import json as as_json
    from efitool.report import map_diff as report

    try:
        found = diff(*comparable(was, now, numbers))
    except UnknownFormatError as e:
        raise _trouble(reason(e)) from None
    except LimitError as e:
        raise _trouble(f"{was.path} and {now.path}: {reason(e)}") from None
    if json:
        return bool(found), as_json.dumps(report.json(was, now, found))
    return bool(found), report.text(was, now, found, painted)


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
