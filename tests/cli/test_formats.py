"""The list of formats."""

from __future__ import annotations

from typer.testing import CliRunner

from efitool.cli import app


def test_each_format_on_a_line() -> None:
    output = CliRunner().invoke(app, ["formats"]).output

    assert output.startswith("efi-image ")
    assert "bzImage" in output


def test_every_summary_begins_in_one_column() -> None:
    lines = CliRunner().invoke(app, ["formats"]).output.splitlines()
    names = [line for line in lines if not line.startswith(" ")]
    column = names[0].index("PE/COFF")

    assert all(line[column - 2 : column] == "  " and line[column] != " " for line in names)
