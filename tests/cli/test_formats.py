"""The list of formats."""

from __future__ import annotations

from typer.testing import CliRunner

from efitool.cli import app


def test_each_format_on_a_line() -> None:
    output = CliRunner().invoke(app, ["formats"]).output

    assert output.startswith("efi-image ")
    assert "bzImage" in output
