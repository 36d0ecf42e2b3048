"""Models as text: a screen that one would send to a colleague."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from efitool.guids import GuidKind, GuidName, name_of
from efitool.model.capability import Answer, Capability, Evidence
from efitool.model.findings import Finding, Severity
from efitool.model.image import ImageType
from efitool.model.inspection import InspectedFile, Inspection
from efitool.model.reference import Form, Grade, GuidReference
from efitool.report._identity import identity
from efitool.report.sizes import binary
from efitool.report.terminal import Palette, escape

if TYPE_CHECKING:
    from efitool.model.firmware import Firmware

NARROWEST = 30
"""Columns of text at least, however narrow the terminal."""

MANY = 44
"""GUIDs passed to services that are all named: a kernel's. Shells bring two hundred."""
SOME = 4
"""GUIDs of a service that are named where there are too many."""
LABEL = 14
KIND = max(map(len, GuidKind))
UNCALLED = "no call seen"
IN_DATA = "in data only"
FEW = 8
"""GUIDs in data that are named: libraries bring tables of sixty that nothing uses."""
MARKS = {Answer.YES: "✔", Answer.NO: "✘", Answer.UNKNOWN: "?"}


def inspection(subject: InspectedFile, palette: Palette, *, all_guids: bool = False) -> str:
    """Render what is known of a file; ``all_guids`` lists every reference by itself."""
    whole = subject.inspection
    if whole.image.firmware:
        return _joined(_of_firmware(subject, whole.image.firmware, palette, all_guids=all_guids))
    layers = [
        part for part in whole.walk() if part.image.type is not ImageType.ELF or part is whole
    ]
    passed = {
        (p.image.layer, r.guid, c.service) for p in layers for r in p.references for c in r.calls
    }
    crowded = len(passed) > MANY
    blocks = [
        *(_layer(part, subject, palette) for part in layers),
        _capabilities(whole.capabilities, whole.image.layer, palette),
        *(
            _references(part.references, palette)
            if all_guids
            else _services(part, whole.image.layer, palette, crowded=crowded)
            for part in layers
        ),
        findings([f for part in whole.walk() for f in part.findings], palette),
    ]
    return _joined(blocks)


def _joined(blocks: Iterable[Sequence[str]]) -> str:
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _of_firmware(
    subject: InspectedFile, firmware: Firmware, palette: Palette, *, all_guids: bool
) -> Iterator[list[str]]:
    """Tell of a firmware what it is; of its modules no more than a line each."""
    from efitool.report import _firmware

    whole = subject.inspection
    yield _layer(whole, subject, palette)
    yield _capabilities(whole.capabilities, whole.image.layer, palette)
    yield _firmware.metadata(firmware, palette)
    yield _firmware.modules(whole.image, firmware, palette)
    if all_guids:
        yield from (_references(part.references, palette) for part in whole.walk())
    inside = [part for child in whole.children for part in child.walk()]
    yield findings([*whole.findings, *_firmware.grouped(inside)], palette)


def _layer(part: Inspection, subject: InspectedFile, palette: Palette) -> list[str]:
    """Describe the file, or an image inside it under the name of its layer."""
    name = subject.path if part is subject.inspection else part.image.layer
    codec, packed, _ = part.image.layer.partition(" > ")
    rows = list(identity(part.image, deep=subject.deep))
    if packed and part is subject.inspection:
        rows.insert(0, ("packed", f"{codec}, {binary(len(subject.data))}, holding"))
    return [palette.bold(escape(name)), *(_row(*row, palette.width) for row in rows)]


def guid_names(found: Sequence[GuidName], palette: Palette) -> Iterator[str]:
    """Render names of GUIDs in columns, the aliases dimmed."""
    width = max((len(name.name) for name in found), default=0)
    for name in found:
        columns = f"{name.guid}  {name.kind:<{KIND}}  {name.name:<{width}}"
        aliases = (palette.dim(alias) for alias in name.aliases)
        yield "  ".join((columns, *aliases)).rstrip()


def references_in(path: str, found: Iterable[GuidReference], palette: Palette) -> Iterator[str]:
    """Render each reference on a line that says which file it is in, as grep does."""
    return (f"{escape(path)}:{_reference(r, palette)}" for r in found)


def _row(label: str, text: str, width: int) -> str:
    return filled(text, width, f"  {label:<{LABEL}}", LABEL + 2)


def filled(text: str, width: int, first: str, indent: int) -> str:
    """Fill lines with the words of a text from a file, indented from the second line on.

    The standard library's `textwrap` would be a tenth of what there is to import.
    """
    limit = max(width, indent + NARROWEST)
    lines, line, start = [], first, len(first)
    for word in escape(text).split():
        if len(line) > start and len(line) + 1 + len(word) > limit:
            lines.append(line)
            line, start = " " * indent, indent
        line += f" {word}" if len(line) > start else word
    return "\n".join((*lines, line))


def _capabilities(capabilities: tuple[Capability, ...], layer: str, palette: Palette) -> list[str]:
    paint = {Answer.YES: palette.green, Answer.NO: palette.dim, Answer.UNKNOWN: palette.yellow}
    column = max((len(c.id) for c in capabilities), default=0) + 15
    lines = [palette.bold("Capabilities")] if capabilities else []
    for c in capabilities:
        mark = f"{MARKS[c.answer]} {c.answer:<7}"
        why = filled(c.why, palette.width, f"  {mark}  {c.id}".ljust(column), column)
        lines.append(why.replace(mark, paint[c.answer](mark), 1))
        if c.evidence and c.answer is not Answer.NO:
            evidence = filled(_evidence(c.evidence, layer), palette.width, " " * column, column)
            lines += map(palette.dim, evidence.splitlines())
    return lines


def _evidence(evidence: tuple[Evidence, ...], layer: str) -> str:
    """Say the first piece of evidence, and how many there are beside it."""
    first = evidence[0]
    where = f" at {first.offset:#x}" if first.offset is not None else ""
    inside = f" in {first.layer}" if first.layer != layer else ""
    more = f" (+{len(evidence) - 1} more)" if len(evidence) > 1 else ""
    return f"{first.what}{where}{inside}{more}"


def _services(part: Inspection, outermost: str, palette: Palette, *, crowded: bool) -> list[str]:
    """Group the GUIDs of a layer by the service that they are passed to."""
    references, layer = part.references, part.image.layer
    heading = "GUIDs by service" + (f" in {layer}" if layer != outermost else "")
    groups: dict[str, dict[str, None]] = {}
    for reference in references:
        for call in reference.calls:
            groups.setdefault(call.service, {})[name_of(reference.guid)] = None
    called = {r.guid for r in references if r.calls}
    coded = {r.guid for r in references if r.form is not Form.DATA}
    uncalled = dict.fromkeys(name_of(r.guid) for r in references if r.guid in coded - called)
    idle = dict.fromkeys(name_of(r.guid) for r in references if r.guid not in coded)
    if len(idle) > FEW:
        idle = {f"{len(idle)} (see --guids)": None}
    listed = (*sorted(groups.items()), (UNCALLED, uncalled), (IN_DATA, idle))
    lines = [palette.bold(escape(heading))] if references else []
    for service, names in listed:
        if not names:
            continue
        lines.append(f"  {service}")
        text = _some(tuple(names)) if crowded else ", ".join(names)
        lines += map(palette.dim, filled(text, palette.width, "    ", 4).splitlines())
    return lines


def _some(names: tuple[str, ...]) -> str:
    """Name a few, and say how many more there are."""
    left = len(names) - SOME
    return ", ".join(names[:SOME]) + (f" and {left} more (see --guids)" if left > 0 else "")


def _references(references: tuple[GuidReference, ...], palette: Palette) -> list[str]:
    lines = [palette.bold("GUID references")] if references else []
    return lines + [f"  {_reference(r, palette)}" for r in references]


def _reference(r: GuidReference, palette: Palette) -> str:
    weak = " (weak)" if r.grade is Grade.WEAK else ""
    calls = ", ".join(dict.fromkeys(call.service for call in r.calls))
    where = palette.dim(escape(f"{r.layer} {r.section}" if r.section else r.layer))
    columns = f"{r.offset:#010x}  {r.guid}  {r.form + weak:<16}  {where}  {name_of(r.guid)}"
    return f"{columns}  {palette.green(calls)}" if calls else columns


def findings(found: Sequence[Finding], palette: Palette) -> list[str]:
    """Return the lines that tell findings, under their heading; none if there are none."""
    return [palette.bold("Findings"), *finding_rows(found, palette)] if found else []


def finding_rows(found: Iterable[Finding], palette: Palette) -> Iterator[str]:
    """Render each finding, its severity first."""
    paint = {
        Severity.ERROR: palette.red,
        Severity.WARNING: palette.yellow,
        Severity.NOTE: palette.dim,
    }
    for f in found:
        severity = f"{f.severity.name.lower():<8}"
        text = f"{f.rule}: {f.where}: {f.message}; {f.advice}"
        lines = filled(text, palette.width, f"  {severity} ", 11)
        yield lines.replace(severity, paint[f.severity](severity), 1)
