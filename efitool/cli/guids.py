"""`efitool guids`: the names of GUIDs, and who refers to them."""

from __future__ import annotations

from typing import Annotated

import typer

from efitool.cli._output import (
    READ_ERRORS,
    Color,
    ColorOption,
    FormatOption,
    JsonOption,
    load,
    palette,
    print_error,
    progress,
    tell_failure,
    write,
)
from efitool.guids import GuidKind, GuidName
from efitool.report.terminal import Palette


def guids(
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY]", help="A GUID or part of a name; without one, all are listed."
        ),
    ] = None,
    inside: Annotated[
        bool, typer.Option("--in", help="The arguments are files: list who refers to what.")
    ] = False,
    kind: Annotated[
        GuidKind | None,
        typer.Option("--kind", metavar="KIND", help="Only protocol, configuration-table, …"),
    ] = None,
    format: FormatOption = None,
    json: JsonOption = False,
    color: ColorOption = Color.AUTO,
) -> None:
    """Look up a GUID or part of a name, or list the references in files.

    A GUID may be text, its first eight digits, a C initialiser, the bytes of a hex dump or the
    immediates of a disassembly; stderr says how it was read.

    Exit status: 0 found, 1 nothing found, 2 wrong usage or a file that cannot be read.

    Example: efitool guids fe 10 a0 c5 a7 38 31 45 8a 4a 05 00 d2 fd 16 49

    Example: efitool guids --in vmlinuz
    """
    if inside and not query:
        raise typer.BadParameter("--in wants files")
    if inside:
        raise typer.Exit(_list_references(query or [], kind, format, palette(color), json=json))
    raise typer.Exit(_look_up(" ".join(query or ()), kind, palette(color), json=json))


def _look_up(text: str, kind: GuidKind | None, painted: Palette, *, json: bool) -> int:
    from efitool.guids import names
    from efitool.guids.query import search

    found = [name for name in (search(text) if text else names()) if kind in (None, name.kind)]
    if json:
        from efitool.report.json import dumps, guid_names

        write(dumps(guid_names(text or None, found)) + "\n")
    else:
        from efitool.report.text import guid_names as rows

        write("".join(f"{row}\n" for row in rows(found, painted)))
        _say_how_it_was_read(text, found)
    if not found:
        print_error(f"nothing is known of {text or kind}")
    return int(not found)


def _say_how_it_was_read(text: str, found: list[GuidName]) -> None:
    from efitool.guids.reading import TEXT, readings

    for reading in readings(text):
        if reading.how != TEXT and any(name.guid == reading.guid for name in found):
            print_error(f"read as {reading.how}")


def _list_references(
    files: list[str], kind: GuidKind | None, format: str | None, painted: Palette, *, json: bool
) -> int:
    from efitool import formats
    from efitool.guids import lookup
    from efitool.references import find
    from efitool.report import json as as_json
    from efitool.report import text

    code = 1
    failed = False
    for path in progress(files, len(files), "searching"):
        try:
            references = find(formats.decode_image(load(path), format=format))
        except READ_ERRORS as e:
            failed = True
            tell_failure(path, e, json=json)
            continue
        if kind:
            references = tuple(r for r in references if (n := lookup(r.guid)) and n.kind is kind)
        code = 0 if references else code
        if json:
            write(as_json.dumps(as_json.references(path, references)) + "\n")
        else:
            rows = text.references_in(path, references, painted)
            write("".join(f"{row}\n" for row in rows))
    return 2 if failed else code
