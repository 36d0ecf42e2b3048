"""`efitool explain`: the manual page of a capability or a rule."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from efitool.cli._output import print_error, write


def explain(
    id: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="A capability or rule; without one, all are listed.",
            autocompletion=lambda: list(_pages()),
        ),
    ] = None,
) -> None:
    """Print the manual page of a capability or a rule.

    Example: efitool explain unaccepted-memory
    """
    pages = _pages()
    if id is None:
        for name, page in pages.items():
            write(f"{name:<30}{page.splitlines()[0]}\n")
    elif id in pages:
        write(f"{id}\n\n{pages[id].strip()}\n")
    else:
        print_error(f"there is no capability or rule {id!r}; `efitool explain` lists them")
        raise typer.Exit(2)


def _pages() -> dict[str, str]:
    """Return the docstring of each module that answers a question or checks a rule."""
    from efitool.capabilities import QUESTIONS
    from efitool.rules import RULES
    from efitool.rules._log_rules import LOG_RULES
    from efitool.rules._map_rules import MAP_RULES
    from efitool.rules._trace_rules import TRACE_RULES
    from efitool.triage import RULES as TRIAGE_RULES

    asked = {q.id: sys.modules[q.answer.__module__] for q in QUESTIONS}
    rules = (*RULES, *MAP_RULES, *LOG_RULES, *TRACE_RULES, *TRIAGE_RULES)
    checked = {r.id: sys.modules[r.check.__module__] for r in rules}
    return {name: module.__doc__ or "" for name, module in (asked | checked).items()}
