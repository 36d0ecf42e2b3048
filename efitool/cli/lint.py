"""`efitool lint`: what is wrong with a memory map or an image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from efitool.cli._output import (
    READ_ERRORS,
    Color,
    ColorOption,
    DeepOption,
    DescriptorSizeOption,
    FailOn,
    FailOnOption,
    FormatOption,
    JsonOption,
    load,
    palette,
    raw_map,
    reason,
    tell_failure,
    write,
)
from efitool.errors import UnknownFormatError

if TYPE_CHECKING:
    from efitool.model.artifact import Artifact
    from efitool.model.findings import Finding
    from efitool.model.unaccepted import UnacceptedTable


def lint(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Maps, logs, images; - is standard input.")
    ],
    json: JsonOption = False,
    deep: DeepOption = False,
    descriptor_size: DescriptorSizeOption = None,
    table: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The unaccepted table that was made of the maps."),
    ] = None,
    format: FormatOption = None,
    color: ColorOption = Color.AUTO,
    fail_on: FailOnOption = FailOn.ERROR,
) -> None:
    """Print what is wrong with memory maps and images, and nothing where nothing is.

    What a rule is about, and why: `efitool explain RULE`.

    Example: efitool lint --fail-on warning serial.log
    """
    from efitool.report import json as as_json
    from efitool.report import lint as report

    painted = palette(color)
    tables = _tables(table)
    code = 0
    for path in files:
        try:
            findings = _judge(path, format, descriptor_size, tables, deep=deep)
        except READ_ERRORS as e:
            code = 2
            tell_failure(path, e, json=json)
            continue
        if json:
            write(as_json.dumps(report.json(path, findings)) + "\n")
        else:
            write(report.text(path, findings, painted))
        code = max(code, int(fail_on.fails(findings)))
    raise typer.Exit(code)


def _tables(path: str | None) -> tuple[UnacceptedTable, ...]:
    """Read the table to hold the maps against, if there is one."""
    from efitool.formats import unaccepted_table

    try:
        return (unaccepted_table.decode(load(path)),) if path else ()
    except READ_ERRORS as e:
        raise typer.BadParameter(f"{path}: {reason(e)}") from None


def _judge(
    path: str,
    format: str | None,
    descriptor_size: int | None,
    tables: tuple[UnacceptedTable, ...],
    *,
    deep: bool,
) -> tuple[Finding, ...]:
    """Judge what is in a file. Raises `READ_ERRORS`, also where there is nothing to judge."""
    from efitool import formats, rules
    from efitool.model.artifact import as_log
    from efitool.model.image import Image

    data = load(path)
    if descriptor_size:
        artifact: Artifact = raw_map(data, format, descriptor_size)
    else:
        artifact = formats.decode(data, format=format, deep=deep)
    if isinstance(artifact, Image):
        return rules.lint(artifact)
    log = as_log(artifact)
    if not log.maps:
        raise UnknownFormatError("there is nothing to judge: no EFI memory map found")
    return rules.lint(log._replace(unaccepted_tables=(*log.unaccepted_tables, *tables)))
