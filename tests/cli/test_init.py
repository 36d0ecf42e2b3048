"""What holds for every command."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from efitool.cli import app

COMMANDS = sorted(typer.main.get_group(app).commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str) -> None:
    for option in ("-h", "--help"):
        result = CliRunner().invoke(app, [command, option])
        assert result.exit_code == 0
        assert f"Example: efitool {command}" in " ".join(result.output.split())


def test_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"efitool {version('efitool')}\n"


def test_a_command_that_does_not_exist() -> None:
    assert CliRunner().invoke(app, ["nonsense"]).exit_code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(shell: str) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("efitool"), "--show-completion", shell],
        capture_output=True,
        text=True,
        env={**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
    )
    assert done.returncode == 0
    assert "_EFITOOL_COMPLETE" in done.stdout


def test_ids_are_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_EFITOOL_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "efitool explain unaccepted-m")
    monkeypatch.setenv("COMP_CWORD", "2")
    result = CliRunner().invoke(app, [], prog_name="efitool")
    assert result.output.split() == ["unaccepted-memory"]
