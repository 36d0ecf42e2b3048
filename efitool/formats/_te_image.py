"""Terse executables: PE files of which only what the first phases of firmware need is left.

The headers before the section table are cut off, and one of 40 bytes stands in their place; the
table still counts offsets from the start of what was cut.

Reference: PI 1.8, volume 1, 15 (TE Image).
"""

from __future__ import annotations

from efitool.errors import MalformedError
from efitool.formats import _pe, _segments
from efitool.formats._base import parse
from efitool.formats._firmware_schemas import EFI_TE_IMAGE_HEADER, IMAGE_SECTION_HEADER
from efitool.model.image import (
    Data,
    Image,
    ImageType,
    Machine,
    SectionFlag,
    Segment,
    Subsystem,
)

NAME = "te"
SIGNATURE = b"VZ"


def decode(data: Data) -> Image:
    """Decode headers and sections, those that reach behind the end as far as they are there.

    Raises `MalformedError`, `LimitError`.
    """
    header = parse(NAME, EFI_TE_IMAGE_HEADER, data)
    if header.Signature != SIGNATURE:
        raise MalformedError(NAME, "Signature", 0, f"found {header.Signature.hex(' ')}, not VZ")
    size = EFI_TE_IMAGE_HEADER.sizeof()
    segments = []
    for n in range(header.NumberOfSections):
        row = parse(NAME, IMAGE_SECTION_HEADER, data, size + n * IMAGE_SECTION_HEADER.sizeof())
        offset = row.PointerToRawData - header.StrippedSize + size
        held = min(row.SizeOfRawData, row.VirtualSize or row.SizeOfRawData, len(data) - offset)
        flags = SectionFlag(row.Characteristics)
        if offset >= size and held > 0:
            code = bool(flags & (SectionFlag.CODE | SectionFlag.EXECUTE))
            segments.append(Segment(offset, row.VirtualAddress, held, code))
    return Image(
        type=_pe.TYPES.get(Subsystem(header.Subsystem), ImageType.PE),
        arch=_pe.ARCHES.get(Machine(header.Machine)),
        layer="TE",
        layers=(NAME,),
        data=data,
        segments=_segments.bounded(NAME, iter(segments), data),
    )
