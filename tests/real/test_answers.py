"""The command line answers for every real file: readably, by the contract, and without a crash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from efitool.cli import app
from tests.real import everything
from tests.real.availability import obtaining
from tests.real.contract import breaches, layers
from tests.real.everything import EVERYTHING
from tests.real.kernels import KERNELS, Spec

pytestmark = pytest.mark.real

SCREEN = 64
"""Lines of text that are read at once."""
PER_IMAGE_INSIDE = 40
"""Lines that each EFI image inside may add."""
PAPER = 100
"""Columns of output that goes to no terminal."""


WAYS = [
    *((wanted, ()) for wanted in EVERYTHING),
    *((wanted, ("--deep",)) for wanted in EVERYTHING if not isinstance(wanted, Spec)),
]
"""Every file with every option; `test_cli` unpacks the kernels."""


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: "".join(map(str, (way[0], *way[1]))))
def command(request: pytest.FixtureRequest, asked: bool) -> tuple[str, ...]:
    """The arguments for every file there is, the file last."""
    wanted, options = request.param
    with obtaining():
        return (*options, str(everything.obtain(wanted)))


def inspect(*arguments: str) -> str:
    """Run the command; a crash is raised here."""
    done = CliRunner().invoke(app, ["inspect", *arguments], catch_exceptions=False)
    assert done.exit_code in (0, 1), done.stderr
    assert done.stderr == ""
    return done.stdout


def test_the_contract_is_told_from_its_breach(asked: bool) -> None:
    with obtaining():
        told = json.loads(inspect("--json", str(everything.obtain(KERNELS[0]))))
    assert list(breaches(told)) == []
    told["size"] = str(told["size"])
    told["image"]["sections"][0]["offset"] = 512
    told["capabilities"][0]["id"] = "mind-reading"
    del told["linux"]["payload"]
    assert [breach.partition(": ")[0] for breach in breaches(told)] == [
        "$.size",
        "$.image.sections[0].offset",
        "$.linux",
        "$.capabilities[0].id",
    ]


def test_there_are_eighty_files() -> None:
    assert len(EVERYTHING) >= 80


def test_a_screen_of_text(command: tuple[str, ...]) -> None:
    lines = inspect(*command).splitlines()
    assert lines[0] == command[-1]
    inside = sum(line.startswith("GUIDs by service in ") for line in lines)
    assert 3 <= len(lines) <= SCREEN + PER_IMAGE_INSIDE * inside
    words_longer_than_a_line = [word for line in lines for word in line.split() if len(word) > 60]
    assert words_longer_than_a_line or max(map(len, lines[1:])) <= PAPER


def test_json_by_the_contract(command: tuple[str, ...]) -> None:
    (line,) = inspect("--json", *command).splitlines()
    told: dict[str, Any] = json.loads(line)
    assert list(breaches(told)) == []
    for _, layer in layers(told):
        assert all(c["evidence"] for c in layer["capabilities"] if c["answer"] == "yes")
