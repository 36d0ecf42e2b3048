"""A picture as PNG, drawn by resvg (the extra ``png``)."""

from __future__ import annotations

from efitool.errors import MissingExtraError


def render(svg: str) -> bytes:
    """Return a picture in its natural size; its text needs a font that the system has.

    Raises `MissingExtraError`.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError as e:
        raise MissingExtraError("resvg_py", "png") from e
    return svg_to_bytes(svg_string=svg)
