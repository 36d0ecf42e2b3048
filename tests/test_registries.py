"""Every module is listed, documented and tested."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import pytest

from efitool.capabilities import QUESTIONS
from efitool.formats import every
from efitool.rules import RULES
from efitool.rules._log_rules import LOG_RULES
from efitool.rules._map_rules import MAP_RULES
from efitool.rules._trace_rules import TRACE_RULES

TESTS = Path(__file__).parent
ROOT = TESTS.parent / "efitool"
MODULES = sorted(
    p for p in ROOT.rglob("*.py") if p.name != "__init__.py" and p.parent.name != "model"
)


def public_modules(package: str) -> set[str]:
    return {p.stem for p in (ROOT / package).glob("[!_]*.py")}


def test_every_capability_is_listed_under_its_own_name() -> None:
    ids = [q.id for q in QUESTIONS]
    assert len(ids) == len(set(ids))
    assert {id.replace("-", "_") for id in ids} == public_modules("capabilities")


def test_every_rule_is_listed_under_its_own_name() -> None:
    ids = [r.id for r in (*RULES, *MAP_RULES, *LOG_RULES, *TRACE_RULES)]
    assert len(ids) == len(set(ids))
    assert {id.replace("-", "_") for id in ids} == public_modules("rules")


def test_every_format_is_listed_under_its_own_name() -> None:
    assert {f.name.replace("-", "_") for f in every()} == public_modules("formats")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_is_documented_and_tested(path: Path) -> None:
    """A part of a module (``_arm64_scan``) may be tested with the whole (``arm64``)."""
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "no docstring"
    folder = TESTS / path.relative_to(ROOT).parent
    words = path.stem.strip("_").split("_")
    tests = [folder / f"test_{'_'.join(words[:n])}.py" for n in range(len(words), 0, -1)]
    own, *of_the_whole = tests
    assert own.exists() or (path.stem.startswith("_") and any(t.exists() for t in of_the_whole))


@pytest.mark.parametrize("package", ["capabilities", "rules"])
def test_every_manual_page_cites_its_source(package: str) -> None:
    for name in public_modules(package):
        module = importlib.import_module(f"efitool.{package}.{name}")
        assert "\nReference: " in (inspect.getdoc(module) or ""), name
