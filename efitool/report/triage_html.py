"""What triage found, as one page: it needs no network and no script, and can be printed or mailed.

The verdict comes first, then what is known of the guest, the findings, what is to be collected, the
inputs, and a picture of the maps. Jinja (the extra ``html``) escapes every value; what would hide
or reorder text is spelled out before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

from efitool.errors import MissingExtraError
from efitool.model.artifact import record_file
from efitool.model.image import Image
from efitool.model.triage import Evidence, Facts, Origin, Triage, TriageFinding, Verdict
from efitool.report import map_panels, map_svg
from efitool.report._map_bands import Region
from efitool.report.map_svg import Panel
from efitool.report.sizes import binary
from efitool.report.terminal import escape

if TYPE_CHECKING:
    from jinja2 import Template

UNKNOWN = "unknown"
TEMPLATE = "triage.html.jinja"


def render(triage: Triage, evidence: Sequence[Evidence] = ()) -> str:
    """Return a page; ``evidence`` has the maps that are drawn.

    Raises `MissingExtraError`.
    """
    return _template().render(
        triage=triage,
        failed=any(f.verdict is Verdict.FAIL for f in triage.findings),
        facts=tuple(_facts(triage.facts)),
        severity=_severity,
        place=_place,
        picture=_picture(evidence),
        version=version("efitool"),
    )


def _template() -> Template:
    try:
        from jinja2 import Environment, StrictUndefined
        from markupsafe import Markup
    except ImportError as e:
        raise MissingExtraError("jinja2", "html") from e

    def spelled(value: object) -> object:
        return value if isinstance(value, Markup) else escape(str(value))

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=spelled,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(files("efitool.report").joinpath(TEMPLATE).read_text("utf-8"))


def _facts(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Yield what is known of the guest: its name, the value, and where it stands."""
    for name, fact in (("Kernel", facts.kernel), ("Firmware", facts.firmware)):
        yield name, str(fact.value) if fact else UNKNOWN, _place(fact.origin) if fact else ""
    handles = facts.handles_unaccepted
    yield "Kernel handles unaccepted memory", handles.value if handles else UNKNOWN, ""
    for name, size in (
        ("Memory given", facts.given_bytes),
        ("Memory usable", facts.usable_bytes),
        ("Memory still unaccepted", facts.unaccepted_bytes),
        ("Memory lost", facts.lost_bytes),
    ):
        yield name, UNKNOWN if size is None else binary(size), ""


def _severity(finding: TriageFinding) -> str:
    return finding.severity.name.lower() if finding.verdict is Verdict.FAIL else "for information"


def _place(origin: Origin) -> str:
    """Say where something stands, as editors and hex viewers take it."""
    if origin.line is not None:
        return f"{origin.path}:{origin.line}"
    return origin.path if origin.offset is None else f"{origin.path} at {origin.offset:#x}"


def _picture(evidence: Sequence[Evidence]) -> str:
    """Draw each map once, whichever files have it; return nothing where none has one."""
    drawn = dict[tuple[Region, ...], Panel]()
    for piece in evidence:
        if not isinstance(piece.artifact, Image):
            file = record_file(piece.path, piece.size, piece.what, piece.artifact)
            for panel in map_panels.panels(file):
                shown = Panel(f"{piece.path}: {panel.title}", panel.regions)
                drawn.setdefault(tuple(panel.regions), shown)
    if not drawn:
        return ""
    return map_svg.render("Each map, once", tuple(drawn.values())).partition("?>")[2].strip()
