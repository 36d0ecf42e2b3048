"""The dependency rule: imports point down, and heavy libraries stay in their layer."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "efitool"

BELOW = {
    "errors": set[str](),
    "model": {"errors"},
    "guids": {"errors"},
    "formats": {"errors", "model", "guids", "construct", "pefile"},
    "references": {"errors", "model", "guids", "iced_x86", "capstone"},
    "replay": {"errors", "model", "guids"},
    "capabilities": {"errors", "model", "guids", "references", "formats"},
    "rules": {"errors", "model", "guids", "references", "formats", "replay"},
    "triage": {"errors", "model", "guids", "replay"},
    "collect": {"errors", "model"},
    "report": {"errors", "model", "guids", "references", "formats", "replay", "jinja2"},
    "cli": {
        *("errors", "model", "guids", "references", "formats", "replay"),
        *("capabilities", "rules", "triage", "collect", "report", "typer", "rich"),
    },
}
WATCHED = {*BELOW, "construct", "pefile", "typer", "iced_x86", "capstone", "rich", "jinja2"}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            if node.module == "efitool":
                yield from (f"efitool.{alias.name}" for alias in node.names)
            else:
                yield node.module


@pytest.mark.parametrize("layer", BELOW)
def test_imports_point_down(layer: str) -> None:
    files = [*ROOT.glob(f"{layer}/**/*.py"), *ROOT.glob(f"{layer}.py")]
    assert files
    for path in files:
        used = {m.removeprefix("efitool.").split(".")[0] for m in imports(path)} & WATCHED
        assert used <= BELOW[layer] | {layer}, f"{path.relative_to(ROOT)}: {used - BELOW[layer]}"


def test_every_package_has_a_layer() -> None:
    packages = {p.parent.name for p in ROOT.glob("*/__init__.py")}
    assert packages == {*BELOW} - {"errors"}


@pytest.mark.parametrize("module", ["efitool", "efitool.cli"])
def test_heavy_modules_are_not_loaded_before_they_are_needed(module: str) -> None:
    heavy = (
        "construct pefile iced_x86 capstone rich elftools zstandard lz4 hyperscan numpy pydantic"
    )
    names = [*heavy.split(), "jinja2"]
    code = f"import sys, {module}; print(*sorted(set({names!r}) & set(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == []
