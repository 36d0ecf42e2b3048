"""The compressed kernel inside a kernel image: what it covers, and what is in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from efitool.model.image import Data, Image, Segment
from efitool.model.linux import Linux, Payload

Decode: TypeAlias = Callable[[Data, str, tuple[str, ...]], Image]
"""Decodes the bytes of an image inside, given the layer and the kinds of container around it."""


def without(segments: tuple[Segment, ...], payload: Payload | None) -> tuple[Segment, ...]:
    """Cut the payload out: its bytes are neither code nor data of the layer that carries it."""
    if payload is None:
        return segments
    cut: list[Segment] = []
    for s in segments:
        before = min(s.size, payload.offset - s.offset)
        after = max(0, payload.offset + payload.size - s.offset)
        if before > 0:
            cut.append(s._replace(size=before))
        if after < s.size:
            cut.append(s._replace(offset=s.offset + after, rva=s.rva + after, size=s.size - after))
    return tuple(cut)


def unpacked(image: Image, decode: Decode) -> Image:
    """Return the image with the one that its payload holds, which tells a version if need be.

    Raises `MalformedError`, `LimitError`, `MissingExtraError`.
    """
    from efitool.formats import _inflate

    linux = image.linux
    payload = linux.payload if linux else None
    if linux is None or payload is None or payload.compression is None:
        return image
    layer = f"{image.layer} > {payload.compression}"
    content = _inflate.inflate(
        payload.compression,
        image.data,
        payload.offset,
        payload.size,
        expected=payload.unpacked_size,
        layer=layer,
    )
    child = decode(content, layer, image.layers)
    kernel = child.linux or Linux()
    return image._replace(
        layers=child.layers,
        linux=linux._replace(
            version=linux.version or kernel.version,
            banner=linux.banner or kernel.banner,
            payload=payload._replace(unpacked_size=len(content)),
        ),
        children=(child,),
    )
