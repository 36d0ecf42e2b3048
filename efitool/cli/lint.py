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
    no_map,
    palette,
    raw_map,
    tell_failure,
    tell_unsearched,
    write,
)
from efitool.errors import UnknownFormatError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from efitool.model.artifact import Artifact
    from efitool.model.findings import Finding
    from efitool.model.guest_log import GuestLog


def lint(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Maps, logs, images; - is standard input.")
    ],
    json: JsonOption = False,
    deep: DeepOption = False,
    descriptor_size: DescriptorSizeOption = None,
    table: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="A table of the same guest: ACPI's, … Repeatable."),
    ] = None,
    format: FormatOption = None,
    color: ColorOption = Color.AUTO,
    fail_on: FailOnOption = FailOn.ERROR,
) -> None:
    """Print what is wrong with memory maps and images, and nothing where nothing is.

    What a rule is about, and why: `efitool explain RULE`.

    --table holds the maps against what else is known of the guest: the unaccepted table, the memory
    attributes table, tables of ACPI, one by one or an archive of /sys/firmware/acpi/tables.

    Example: efitool lint --fail-on warning serial.log
    """
    from efitool.report import json as as_json
    from efitool.report import lint as report

    painted = palette(color)
    told = []
    for path in table or ():
        try:
            told.append(_told(path))
        except READ_ERRORS as e:
            tell_failure(path, e, json=json)
            raise typer.Exit(2) from None
    code = 0
    for path in files:
        try:
            findings = _judge(path, format, descriptor_size, told, deep=deep)
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


def _told(path: str) -> GuestLog:
    """Read what maps are to be held against. Raises `READ_ERRORS`, also where it tells nothing."""
    from efitool import formats
    from efitool.formats.acpi_table import READ
    from efitool.model.artifact import as_log
    from efitool.model.memmap import MapKind

    log = as_log(formats.decode_record(load(path))[1])
    if any(map.kind is MapKind.MEMORY_MAP for map in log.maps):
        raise UnknownFormatError("it is a memory map, and no table")
    if not (log.maps or log.unaccepted_tables or any(t.label in READ for t in log.acpi)):
        names = ", ".join(t.label for t in log.acpi) or "what is there"
        raise UnknownFormatError(f"no rule holds a map against {names}")
    return log


def _judge(
    path: str,
    format: str | None,
    descriptor_size: int | None,
    told: Sequence[GuestLog],
    *,
    deep: bool,
) -> tuple[Finding, ...]:
    """Judge what is in a file. Raises `READ_ERRORS`, also where there is nothing to judge."""
    from efitool import formats, rules
    from efitool.model.artifact import as_log
    from efitool.model.guest_log import joined
    from efitool.model.image import Image

    data = load(path)
    if descriptor_size:
        artifact: Artifact = raw_map(data, format, descriptor_size)
    else:
        artifact = formats.decode(data, format=format, deep=deep)
    if isinstance(artifact, Image):
        return rules.lint(artifact)
    log = as_log(artifact)
    tell_unsearched(path, log)
    if not log.maps:
        raise no_map(log, "there is nothing to judge: no EFI memory map found")
    return rules.lint(joined((log, *told)))
