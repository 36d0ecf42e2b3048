"""GUIDs that x86 code writes field by field, as compilers do that optimize nothing."""

from __future__ import annotations

from collections.abc import Iterator

from iced_x86 import Decoder, OpKind

from efitool.references._image_map import ImageMap
from efitool.references._pieces import GUID_SIZE, NEAR, Piece

SIZES = (8, 2, 1)
"""Bytes of what follows ``Data1``: two words, and eight bytes at once or one by one."""

IMMEDIATES = frozenset(
    (OpKind.IMMEDIATE8, OpKind.IMMEDIATE16, OpKind.IMMEDIATE32, OpKind.IMMEDIATE64)
)


def fields(image: ImageMap, guid: bytes, rva: int, bits: int) -> Iterator[Piece]:
    """Yield the instruction at ``rva``, which has ``Data1``, and those behind it with the rest."""
    yield Piece(rva, guid, 0, 4)
    run = image.run_at(rva)
    if run is None:
        return
    parts = [
        (int.from_bytes(guid[at : at + size], "little"), at, at + size)
        for size in SIZES
        for at in range(size, GUID_SIZE, size)
        if at >= 4
    ]
    code = run.data[rva - run.rva : rva - run.rva + NEAR]
    for i in Decoder(bits, code, ip=rva):
        if i.op1_kind in IMMEDIATES:
            held = i.immediate(1)
            for number, start, stop in parts:
                if number == held:
                    yield Piece(i.ip, guid, start, stop)
