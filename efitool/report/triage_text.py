"""What triage makes of a guest, as text: the verdict first, then what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from textwrap import wrap

from efitool.model.findings import Severity
from efitool.model.triage import Facts, Origin, Triage, TriageFinding, Verdict
from efitool.report.sizes import binary
from efitool.report.terminal import Palette, escape

INDENT = 4
QUOTED = 160
"""Characters of a line that are shown."""
NOT_USED = "not used"
"""How what an input is begins where it is nothing."""
FEW_INPUTS = 4
"""Files of a folder that are listed; more are counted."""


def triage(judged: Triage, palette: Palette) -> str:
    """Render the verdict, the findings, what passed, what is unknown, and the inputs."""
    failed = any(f.verdict is Verdict.FAIL for f in judged.findings)
    paint = palette.red if failed else palette.green
    lines = [paint(line) for line in _wrapped(judged.verdict, palette, 0)]
    if facts := [*_facts(judged.facts)]:
        lines += ["", *facts]
    order = sorted(judged.findings, key=lambda f: (f.verdict is not Verdict.FAIL, -f.severity))
    for finding in order:
        lines += ["", *_finding(finding, palette)]
    if judged.passed:
        passed = ", ".join(dict.fromkeys(judged.passed))
        lines += ["", palette.bold("passed"), *_wrapped(passed, palette, 2)]
    if judged.unknown:
        lines += ["", palette.bold("unknown"), *_unknown(judged, palette)]
    lines += ["", palette.bold("inputs"), *_inputs(judged)]
    return "\n".join(lines) + "\n"


def _facts(facts: Facts) -> Iterator[str]:
    """Yield what was established."""
    rows = (
        ("kernel", facts.kernel and str(facts.kernel.value)),
        ("handles unaccepted memory", facts.handles_unaccepted and facts.handles_unaccepted.value),
        ("firmware", facts.firmware and str(facts.firmware.value)),
        *(
            (name, None if size is None else binary(size))
            for name, size in (
                ("given", facts.given_bytes),
                ("usable", facts.usable_bytes),
                ("unaccepted", facts.unaccepted_bytes),
                ("lost", facts.lost_bytes),
            )
        ),
    )
    for name, value in rows:
        if value is not None:
            yield f"  {name:<27}{escape(value)}"


def _finding(finding: TriageFinding, palette: Palette) -> Iterator[str]:
    yield f"{_level(finding, palette)}  {palette.bold(finding.rule)}"
    yield from _wrapped(finding.message, palette, 2)
    for origin in finding.evidence:
        yield palette.dim(f"{' ' * INDENT}{_origin(origin)}")
    if finding.verdict is Verdict.FAIL:
        yield from _wrapped(f"cause: {finding.cause}", palette, 2)
        yield from _wrapped(f"advice: {finding.advice}", palette, 2)


def _level(finding: TriageFinding, palette: Palette) -> str:
    if finding.verdict is not Verdict.FAIL:
        return "info"
    match finding.severity:
        case Severity.ERROR:
            return palette.red("error")
        case Severity.WARNING:
            return palette.yellow("warning")
        case Severity.NOTE:
            return "note"


def _origin(origin: Origin) -> str:
    """Return ``path:line: text``, or ``path:0x…: text``."""
    where = [origin.path]
    if origin.line is not None:
        where.append(str(origin.line))
    elif origin.offset is not None:
        where.append(hex(origin.offset))
    text = origin.text if len(origin.text) <= QUOTED else f"{origin.text[:QUOTED]}…"
    return escape(f"{':'.join(where)}: {text}" if text else ":".join(where))


def _unknown(judged: Triage, palette: Palette) -> Iterator[str]:
    """Yield what to collect, each with the rules that it would answer.

    What no rule asks for by what it has seen is counted.
    """
    rules: dict[str, list[str]] = {}
    for unknown in (u for u in judged.unknown if u.asks):
        rules.setdefault(unknown.collect, []).append(unknown.rule)
    for collect, names in rules.items():
        yield from _wrapped(f"{', '.join(dict.fromkeys(names))}: collect {collect}", palette, 2)
    others = Counter(u.collect for u in judged.unknown if not u.asks)
    for collect, count in others.items():
        named = "1 more rule" if count == 1 else f"{count} more rules"
        yield from _wrapped(f"{named}: collect {collect}", palette, 2)


def _inputs(judged: Triage) -> Iterator[str]:
    folders: dict[str, Counter[str]] = {}
    for path, what in judged.inputs:
        if not what.startswith(NOT_USED):
            folders.setdefault(_folder(path), Counter())[what] += 1
    many = {name for name, kinds in folders.items() if name and kinds.total() > FEW_INPUTS}
    for path, what in judged.inputs:
        folder = _folder(path)
        if folder not in many or what.startswith(NOT_USED):
            yield f"  {escape(path)}: {escape(what)}"
        elif kinds := folders.pop(folder, None):
            words = ", ".join(f"{n} {kind}" if n > 1 else kind for kind, n in kinds.items())
            yield f"  {escape(folder)}: {escape(words)}"
    for path, why in judged.failures.items():
        yield f"  {escape(path)}: {escape(why)}"


def _folder(path: str) -> str:
    """Return the directory or archive that a file is in, "" of one that is in none."""
    at = max(path.rfind("/"), path.rfind("!"))
    return path[: at + 1]


def _wrapped(text: str, palette: Palette, indent: int) -> Iterator[str]:
    yield from wrap(
        escape(text),
        max(palette.width, 40),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2 * bool(indent)),
        break_long_words=False,
        break_on_hyphens=False,
    )
