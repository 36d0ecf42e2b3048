"""`efitool memmap --svg` and ``--png``: the maps of a file as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efitool.model.artifact import RecordFile


def drawn(file: RecordFile, *, png: bool) -> bytes:
    """Return a picture of all maps of a file, as SVG or PNG. Raises `READ_ERRORS`."""
    from efitool.report import map_panels, map_svg

    svg = map_svg.render(file.path, map_panels.panels(file))
    if not png:
        return svg.encode()
    from efitool.report import map_png

    return map_png.render(svg)
