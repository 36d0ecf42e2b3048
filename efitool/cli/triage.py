"""`efitool triage`: why a guest sees less memory, hangs, or boots slowly."""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import TYPE_CHECKING, Annotated

import typer

from efitool.cli._convert import store
from efitool.cli._output import (
    Color,
    ColorOption,
    FailOn,
    FailOnOption,
    JsonOption,
    palette,
    print_error,
    write,
)
from efitool.errors import MissingExtraError

if TYPE_CHECKING:
    from efitool.cli._evidence import Gathered
    from efitool.model.triage import Origin, RulePage, Triage


def triage(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…", help="Logs, maps, images, dumps, archives, directories; - is stdin."
        ),
    ],
    json: JsonOption = False,
    sarif: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write SARIF 2.1.0, too.")
    ] = None,
    html: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write a page to read and print, too.")
    ] = None,
    color: ColorOption = Color.AUTO,
    fail_on: FailOnOption = FailOn.ERROR,
) -> None:
    """Say why a guest sees less memory than it was given, hangs or boots slowly.

    Takes all there is of one guest, in any mix: kernel and firmware logs, memory maps, kernel and
    firmware images, memory dumps, QEMU's command line, archives and directories of them. What each
    file is, is found out. What a rule is about: `efitool explain RULE`.

    Example: efitool triage serial.log /boot/vmlinuz OVMF_CODE.fd
    """
    from efitool.cli._evidence import Gathered
    from efitool.report import json as as_json
    from efitool.report import triage_json, triage_text

    gathered = Gathered()
    for path in files:
        gathered.add(path)
    judged = _judge(gathered)
    for path, why in judged.failures.items():
        print_error(f"{path}: {why}")
    if json:
        write(as_json.dumps(triage_json.triage(judged)) + "\n")
    else:
        write(triage_text.triage(judged, palette(color)))
    code = 2 if gathered.named else 0
    if sarif:
        from efitool.report import triage_sarif

        code = max(code, store(triage_sarif.render(judged, _pages()).encode(), sarif))
    if html:
        from efitool.report import triage_html

        try:
            page = triage_html.render(judged, gathered.evidence)
        except MissingExtraError as e:
            print_error(f"{html}: {e}")
            raise typer.Exit(2) from None
        code = max(code, store(page.encode(), html))
    raise typer.Exit(code or int(_fails(judged, fail_on)))


def _judge(gathered: Gathered) -> Triage:
    """Join and judge what was read, and quote the lines that it rests on."""
    from efitool.cli._evidence import NOT_USED
    from efitool.triage import triage as judge

    judged = judge(gathered.evidence, gathered.failures)
    unused = tuple((p, f"{NOT_USED}: {why}") for p, why in gathered.unused.items())
    return _quoted(gathered, judged._replace(inputs=(*judged.inputs, *unused)))


def _quoted(gathered: Gathered, judged: Triage) -> Triage:
    """Fill in the text of lines that rules name by number."""
    from efitool.cli._evidence import quoted

    wanted: dict[str, set[int]] = defaultdict(set)
    for finding in judged.findings:
        for origin in finding.evidence:
            if origin.line is not None and not origin.text:
                wanted[origin.path].add(origin.line)
    texts = quoted(gathered.texts, wanted)

    def told(origin: Origin) -> Origin:
        return origin._replace(text=origin.text or texts.get((origin.path, origin.line or 0), ""))

    findings = (
        f._replace(evidence=tuple(dict.fromkeys(map(told, f.evidence)))) for f in judged.findings
    )
    return judged._replace(findings=tuple(findings))


def _fails(judged: Triage, fail_on: FailOn) -> bool:
    from efitool.model.triage import Verdict

    return any(fail_on.reached_by(f.severity) for f in judged.findings if f.verdict is Verdict.FAIL)


def _pages() -> tuple[RulePage, ...]:
    """Return the manual pages of all rules, for reports that bring them along."""
    from efitool.model.triage import RulePage
    from efitool.triage import RULES

    return tuple(
        RulePage(r.id, r.severity, sys.modules[r.check.__module__].__doc__ or "", r.cause, r.advice)
        for r in RULES
    )
