"""What `efitool replay` does with one map: it plays, and says what to print."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import typer

from efitool.cli import _scenario
from efitool.model.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from efitool.model.findings import Finding
    from efitool.model.memmap import MemoryMap
    from efitool.replay.scenario import Scenario
    from efitool.report.terminal import Palette


class View(NamedTuple):
    """One map to play on, and how to show what comes of it."""

    path: str
    map: MemoryMap
    findings: Sequence[Finding]
    scenario: Scenario
    options: _scenario.Options
    palette: Palette
    json: bool
    trace: bool
    svg: str | None


def show_trace(view: View) -> tuple[list[Severity], Iterable[str]]:
    """Play the scenario; return how bad it is, and what to print. Raises `LimitError`."""
    from efitool.replay import replay
    from efitool.replay.operations import operations
    from efitool.replay.outcome import Outcome, result
    from efitool.report import cost, trace_json, trace_text, verdict
    from efitool.rules import judge_trace

    played = replay(view.map, view.scenario)
    came_to = result(played)
    findings = (*view.findings, *judge_trace(played, came_to))
    severities = [f.severity for f in findings]
    severities += [Severity.ERROR] * (came_to.outcome is not Outcome.BOOTS)
    severities += [Severity.WARNING] * (came_to.faults > 0)
    if view.svg:
        from efitool.report import trace_svg

        _draw(view.svg, trace_svg.picture(f"{view.path}: {verdict.sentence(came_to)}", played))
    bill = view.options.bill
    spent = {"cost": cost.described(bill, operations(played, bill.hardware))} if bill else {}
    if view.json:
        pieces = trace_json.trace(view.path, view.map.label, played, came_to, findings, spent)
        return severities, chain(pieces, "\n")
    steps = trace_text.dialogue(played, view.palette) if view.trace else ()
    text = trace_text.outcome(_title(view), played, came_to, findings, view.palette)
    lines = (f"{line}\n" for line in steps)
    paid = cost.render(bill, operations(played, bill.hardware), view.palette) if bill else ()
    ends = (f"{line}\n" for line in paid)
    return severities, chain(lines, "\n" * view.trace, text, "\n", ends)


def show_matrix(view: View) -> tuple[list[Severity], Iterable[str]]:
    """Play all profiles, whatever comes of them. Raises `LimitError`."""
    from efitool.replay import profiles
    from efitool.replay.matrix import matrix
    from efitool.report import json, matrix_json, matrix_text

    asked, scenario = view.options, view.scenario
    cells = tuple(
        matrix(
            view.map,
            (scenario.firmware,) if asked.chooses_firmware else profiles.FIRMWARE.values(),
            (scenario.kernel,) if asked.chooses_kernel else profiles.KERNELS.values(),
            (asked.platform,) if asked.platform else None,
            scenario,
        )
    )
    severities = [f.severity for f in view.findings]
    if view.svg:
        from efitool.report import matrix_svg

        _draw(view.svg, matrix_svg.picture(_title(view), cells))
    if view.json:
        found = matrix_json.matrix(view.path, view.map.label, cells, view.findings)
        return severities, (json.dumps(found), "\n")
    return severities, (matrix_text.render(_title(view), cells, view.palette), "\n")


def _title(view: View) -> str:
    return f"{view.path} ({view.map.format}, {view.map.label})"


def _draw(path: str, picture: str) -> None:
    """Write a picture, or end the command."""
    from efitool.cli._convert import store

    if status := store(picture.encode(), path):
        raise typer.Exit(status)
