"""What differs between two images: between what `inspect` says of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from efitool.guids import name_of
from efitool.model.inspection import InspectedFile, Inspection
from efitool.report._identity import identity
from efitool.report.json import VERSION
from efitool.report.terminal import Palette, escape


class Difference(NamedTuple):
    """Something that is said of either image, or of one alone, which has None elsewhere."""

    layer: str
    what: str
    before: str | None
    after: str | None


def diff(before: InspectedFile, after: InspectedFile) -> tuple[Difference, ...]:
    """Compare all that is said of two files, layer by layer."""
    was, now = dict(_facts(before)), dict(_facts(after))
    return tuple(
        Difference(*key, was.get(key), now.get(key))
        for key in dict.fromkeys((*was, *now))
        if was.get(key) != now.get(key)
    )


def text(
    before: InspectedFile, after: InspectedFile, found: tuple[Difference, ...], palette: Palette
) -> str:
    """Render the differences under the layer that they are in."""
    lines = [palette.red(f"- {escape(before.path)}"), palette.green(f"+ {escape(after.path)}")]
    for layer in dict.fromkeys(d.layer for d in found):
        lines += ["", palette.bold(escape(layer or "the file"))]
        for d in found:
            if d.layer == layer:
                lines.append(f"  {escape(d.what)}")
                lines += [palette.red(f"    - {escape(d.before)}")] if d.before is not None else []
                lines += [palette.green(f"    + {escape(d.after)}")] if d.after is not None else []
    return "\n".join(lines if found else (*lines, "", "No difference."))


def json(
    before: InspectedFile, after: InspectedFile, found: tuple[Difference, ...]
) -> dict[str, Any]:
    """Describe the differences."""
    return {
        "efitool": VERSION,
        "kind": "image-diff",
        "before": {"path": before.path, "size": len(before.data)},
        "after": {"path": after.path, "size": len(after.data)},
        "differ": bool(found),
        "differences": [d._asdict() for d in found],
    }


def _facts(file: InspectedFile) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what is said of a file, by layer and name; the outermost layer has none."""
    yield ("", "sha256"), hashlib.sha256(file.data).hexdigest()
    for part in file.inspection.walk():
        layer = "" if part is file.inspection else part.image.layer
        for what, said in _said(part, deep=file.deep):
            yield (layer, what), said


def _said(part: Inspection, *, deep: bool) -> Iterator[tuple[str, str]]:
    rows: dict[str, list[str]] = {}
    for label, value in identity(part.image, deep=deep):
        rows.setdefault(label, []).append(value)
    for finding in part.findings:
        rows.setdefault(f"finding {finding.rule}", []).append(f"{finding.where}: {finding.message}")
    yield from ((label, "; ".join(values)) for label, values in rows.items())
    for capability in part.capabilities:
        yield f"capability {capability.id}", f"{capability.answer}: {capability.why}"
    calls: dict[str, set[str]] = {}
    for reference in part.references:
        services = calls.setdefault(name_of(reference.guid), set())
        services.update(call.service for call in reference.calls)
    for name, services in calls.items():
        yield f"GUID {name}", ", ".join(sorted(services)) or "referred to"
