"""The documentation is true: examples run, commands are the ones CI runs, everything is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import typer

from efitool.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_outputs_and_man_page_are_what_the_commands_print() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/build_docs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_the_readme_begins_with_the_two_commands() -> None:
    first, second, *_ = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)

    for block in (first, second):
        [line] = block.splitlines()
        assert line.startswith("python3 -m venv .venv && .venv/bin/pip install")
    assert "inspect" in first
    assert "samples/" in first
    assert "pytest" in second


def test_code_blocks_are_closed_and_none_is_empty() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "docs/PERFORMANCE.md"):
        text = (ROOT / name).read_text()
        blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        assert len(blocks) * 2 == len(re.findall(r"^```", text, re.MULTILINE)), name
        assert all(content.strip() for _, content in blocks), name
        assert text.strip(), name


def test_every_command_has_an_example() -> None:
    for command in typer.main.get_group(app).commands:
        assert f"$ efitool {command}" in README, command


def test_links_lead_somewhere() -> None:
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_nothing_names_the_machine_it_was_written_on() -> None:
    forbidden = re.compile(r"/(?:work|root|home/[a-z]+)/")
    folders = ("efitool", "scripts", "tests", "benchmarks", "docs", "samples/src", ".ci")
    files = [f for folder in folders for f in (ROOT / folder).rglob("*") if f.is_file()]
    texts = [
        f for f in (*files, *ROOT.glob("*.*")) if f.is_file() and f.suffix not in (".pyc", ".json")
    ]
    assert len(texts) > 100
    for path in texts:
        if path != Path(__file__):
            assert not forbidden.search(path.read_text()), path
