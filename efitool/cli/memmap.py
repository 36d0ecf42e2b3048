"""`efitool memmap`: every memory map in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from efitool.cli._convert import Target, converted, store
from efitool.cli._draw import drawn
from efitool.cli._output import (
    READ_ERRORS,
    Color,
    ColorOption,
    DescriptorSizeOption,
    FailOn,
    FailOnOption,
    FormatOption,
    JsonOption,
    load,
    no_map,
    palette,
    print_error,
    raw_map,
    searching,
    tell_failure,
    tell_unsearched,
    write,
)

if TYPE_CHECKING:
    from efitool.model.artifact import RecordFile
    from efitool.model.findings import Finding


def memmap(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Buffers, logs; - is standard input.")
    ],
    json: JsonOption = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="One descriptor per line, for tables.")
    ] = False,
    type: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="T", help="Only this type: a name or a number. Repeatable."),
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Only what it amounts to.")] = False,
    descriptor_size: DescriptorSizeOption = None,
    to: Annotated[Target | None, typer.Option("--to", help="Convert to this form.")] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Where --to writes.")
    ] = None,
    svg: Annotated[
        str | None, typer.Option("--svg", metavar="FILE", help="Draw the maps into FILE.")
    ] = None,
    png: Annotated[
        str | None, typer.Option("--png", metavar="FILE", help="The same as PNG (extra png).")
    ] = None,
    format: FormatOption = None,
    color: ColorOption = Color.AUTO,
    fail_on: FailOnOption = FailOn.ERROR,
) -> None:
    """Print the memory maps in a file: a raw buffer, a kernel's log, what a tool printed.

    --to says on stderr what the form that it converts to does not tell. A picture that is drawn
    into - goes to standard output.

    Example: efitool memmap --type unaccepted serial.log
    """
    from efitool.rules import lint

    if json and csv:
        raise typer.BadParameter("--json and --csv exclude each other")
    if sum(map(bool, (to, svg, png))) > 1:
        raise typer.BadParameter("--to, --svg and --png exclude each other")
    if (to or svg or png) and (len(files) > 1 or json or csv or type or summary):
        raise typer.BadParameter("--to, --svg and --png are for one FILE, and all of its map")
    if output and not to:
        raise typer.BadParameter("-o is for --to")
    if summary and (json or csv):
        raise typer.BadParameter("--summary is for text")
    if to or svg or png:
        raise typer.Exit(_stored(files[0], to, output, svg, png, format, descriptor_size))
    types = {number(name) for name in type or ()}
    painted = palette(color)

    def render(file: RecordFile, findings: tuple[Finding, ...], *, first: bool) -> str:
        if json:
            from efitool.report import json as as_json
            from efitool.report import map_json

            return as_json.dumps(map_json.maps(file, types, findings)) + "\n"
        if csv:
            from efitool.report import map_csv

            return map_csv.maps(file, types, head=first)
        from efitool.report import map_table

        text = map_table.maps(file, types, findings, painted, only_summary=summary)
        return "\n" * (not first) + text + "\n"

    code, first = 0, True
    for path in files:
        try:
            file = _read(path, format, descriptor_size)
        except READ_ERRORS as e:
            code = 2
            tell_failure(path, e, json=json)
            continue
        findings = lint(file.log)
        write(render(file, findings, first=first))
        first = False
        code = max(code, int(fail_on.fails(findings)))
    raise typer.Exit(code)


def _stored(
    path: str,
    to: Target | None,
    output: str | None,
    svg: str | None,
    png: str | None,
    format: str | None,
    descriptor_size: int | None,
) -> int:
    """Convert or draw the maps of a file, and return the exit status."""
    try:
        file = _read(path, format, descriptor_size)
        if to is None:
            return store(drawn(file, png=bool(png)), svg or png)
        written = converted(file, to)
    except READ_ERRORS as e:
        tell_failure(path, e, json=False)
        return 2
    for lost in written.lost:
        print_error(f"{path}: {to} does not tell {lost}")
    return store(written.data, output)


def _read(path: str, format: str | None, descriptor_size: int | None) -> RecordFile:
    """Read the maps of a file. Raises `READ_ERRORS`, also where there is none."""
    from efitool import formats
    from efitool.model.artifact import RecordFile, as_log

    data = load(path)
    if descriptor_size:
        map = raw_map(data, format, descriptor_size)
        name, log = map.format, as_log(map)
    else:
        with searching(path) as watch:
            name, record = formats.decode_record(data, format=format, watch=watch)
        log = as_log(record)
        tell_unsearched(path, log)
    if not (log.maps or log.e820 or log.ranges or log.unaccepted_tables):
        raise no_map(log, "no map found")
    return RecordFile(path, len(data), name, log)


def number(name: str) -> int:
    """Return the number of a memory type: ``15``, ``0xf``, ``unaccepted``, the spec's name."""
    from efitool.model.memmap import SPEC_NAMES

    try:
        return int(name, 0)
    except ValueError:
        pass
    wanted = _bare(name)
    for value, known in enumerate(SPEC_NAMES):
        if wanted == _bare(known):
            return value
    raise typer.BadParameter(f"there is no memory type {name!r}; there are {', '.join(SPEC_NAMES)}")


def _bare(name: str) -> str:
    """Return a name of a type without what all have in common."""
    bare = "".join(c for c in name.lower() if c.isalnum())
    return bare.removeprefix("efi").removesuffix("type").removesuffix("memory")
