"""Every capability and rule has its page."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from efitool.capabilities import QUESTIONS
from efitool.cli import app
from efitool.rules import RULES
from efitool.rules._log_rules import LOG_RULES
from efitool.rules._map_rules import MAP_RULES
from efitool.rules._trace_rules import TRACE_RULES
from efitool.triage import RULES as TRIAGE_RULES

CHECKED = (*RULES, *MAP_RULES, *LOG_RULES, *TRACE_RULES, *TRIAGE_RULES)
IDS = [*(q.id for q in QUESTIONS), *(r.id for r in CHECKED)]


@pytest.mark.parametrize("id", IDS)
def test_a_page(id: str) -> None:
    result = CliRunner().invoke(app, ["explain", id])

    assert result.exit_code == 0
    assert result.output.startswith(f"{id}\n\n")
    assert "Reference:" in result.output


def test_the_list() -> None:
    lines = CliRunner().invoke(app, ["explain"]).output.splitlines()

    assert [line.split()[0] for line in lines] == IDS


def test_no_such_page() -> None:
    result = CliRunner().invoke(app, ["explain", "nonsense"])

    assert result.exit_code == 2
    assert "no capability or rule 'nonsense'" in result.stderr
