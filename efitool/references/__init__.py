"""References to GUIDs: what an image's data holds, and what its code builds and points to.

Data is searched byte by byte. Code is followed where the layer is an EFI image of an
architecture that has a module here. Nothing is guessed: a GUID that code only hands around in
ways that are not followed (a table of pointers, an indirect call of the image's own) has no
calls, and one that only data holds has a reference in data.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from uuid import UUID

from efitool import guids
from efitool.errors import LimitError
from efitool.model.image import Arch, Image, ImageType, Unread
from efitool.model.reference import Form, Grade, GuidReference
from efitool.references import data
from efitool.references._architecture import Architecture
from efitool.references._flow import Sighting, Walk
from efitool.references._image_map import ImageMap

ARCHITECTURES = {
    Arch.X86_64: ("x86", "Amd64"),
    Arch.I386: ("x86", "I386"),
    Arch.ARM64: ("arm64", "Arm64"),
    Arch.ARM: ("arm", "Arm"),
    Arch.RISCV64: ("riscv64", "Riscv64"),
    Arch.LOONGARCH64: ("loongarch64", "LoongArch64"),
}
"""Module and class of every instruction set that is followed; imported when an image needs it."""

FOLLOWED = frozenset(ARCHITECTURES)
"""Architectures whose code is followed. Of others only data is searched."""

PIECE = 4
"""Bytes of a GUID that i386 builds at a time."""

IN_DATA = Sighting(Form.DATA, Grade.STRONG)


def find(image: Image) -> tuple[GuidReference, ...]:
    """Return all references to known GUIDs: of the image, and of every EFI image inside it.

    Those of one layer come in order of offset. Nobody looks into an unpacked kernel proper:
    what it calls are no services of firmware. Raises `LimitError` for data or code made of nothing
    but pieces of GUIDs: such a file is built to mislead, and a part of the answer would pass for
    all.
    """
    return tuple(
        reference
        for layer in image.walk()
        if layer.type is not ImageType.ELF
        for reference in _find(layer)
    )


def attempt(
    image: Image, sought: frozenset[UUID] | None = None
) -> tuple[Image, tuple[GuidReference, ...]]:
    """Find what `find` does, where a layer that it refuses costs no more than its own references.

    If GUIDs are ``sought``, only the layers that hold the first four bytes of one are searched: x86
    code builds a GUID of pieces that are no smaller, and firmware has a hundred layers or more.
    Return the image with such layers among what is unread, each with the reason.
    """
    try:
        skipped = image.type is ImageType.ELF or (sought is not None and not _holds(image, sought))
        found, unread = () if skipped else _find(image), image.unread
    except LimitError as e:
        refused = Unread(image.layer, f"not searched for references: {e}")
        found, unread = (), (*image.unread, refused)
    inside = [attempt(child, sought) for child in image.children]
    return (
        image._replace(children=tuple(child for child, _ in inside), unread=unread),
        (*found, *(reference for _, references in inside for reference in references)),
    )


def _holds(image: Image, sought: frozenset[UUID]) -> bool:
    return any(image.data.find(guid.bytes_le[:PIECE]) >= 0 for guid in sought)


def _find(image: Image) -> tuple[GuidReference, ...]:
    known = guids.known()
    image_map = ImageMap(image)
    places = tuple(data.find(image, known))
    held = (
        _reference(image, image_map, place.guid, place.offset, place.rva, IN_DATA)
        for place in places
    )
    seen: Mapping[tuple[bytes, int], Sighting] = {}
    architecture = _architecture(image, image_map)
    if architecture is not None:
        walk = Walk(architecture, frozenset(known), {place.rva: place.guid for place in places})
        seen = walk.run()
    made = (
        _reference(image, image_map, guid, image_map.offset_of(rva), rva, sighting)
        for (guid, rva), sighting in seen.items()
    )
    return tuple(sorted((*held, *made), key=lambda found: (found.offset, found.guid)))


def _reference(
    image: Image, image_map: ImageMap, guid: bytes, offset: int, rva: int, sighting: Sighting
) -> GuidReference:
    return GuidReference(
        guid=UUID(bytes_le=guid),
        form=sighting.form,
        grade=sighting.grade,
        layer=image.layer,
        offset=offset,
        rva=rva,
        section=image_map.section_at(offset),
        calls=tuple(sighting.calls),
    )


def _architecture(image: Image, image_map: ImageMap) -> Architecture | None:
    """Return the instruction set to follow; only firmware's images call its services."""
    if image.pe is None or image.arch not in ARCHITECTURES:
        return None
    module, name = ARCHITECTURES[image.arch]
    architecture: type[Architecture] = getattr(import_module(f"{__name__}.{module}"), name)
    return architecture(image_map)
