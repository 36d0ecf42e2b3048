"""Structures of fixed size in the terms of the standard library.

A layout is derived from a `construct` schema, which stays the source of truth, where the schema
itself would be too slow: to import at start-up, or to parse a hundred thousand times.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from efitool.errors import MalformedError
from efitool.model.image import Data

if TYPE_CHECKING:
    from construct import Struct


class Layout(NamedTuple):
    """A format of `struct`, and the name of each value in it."""

    format: str
    names: tuple[str, ...]

    def parse(self, format: str, data: Data, offset: int) -> dict[str, Any]:
        """Return the fields at ``offset``; short data is a `MalformedError` naming the field."""
        size = self.size
        piece = data[offset : offset + size]
        if len(piece) < size:
            raise MalformedError(
                format,
                self._field_at(len(piece)),
                offset + len(piece),
                f"found {len(piece)} bytes of a structure of {size}",
            )
        return dict(zip(self.names, struct.unpack(self.format, piece), strict=True))

    @property
    def size(self) -> int:
        """Bytes of the structure."""
        return struct.calcsize(self.format)

    def rows(self, data: Data, stride: int) -> Iterator[tuple[Any, ...]]:
        """Yield the values of each structure in data that is a whole number of strides."""
        return struct.iter_unpack(f"{self.format}{stride - self.size}x", data)

    def _field_at(self, offset: int) -> str:
        """Return the first field that ends behind ``offset``, or the last before padding."""
        codes = re.findall(r"(?:\d*x)*\d*[a-wyzA-Z]", self.format)
        ends = (struct.calcsize("<" + "".join(codes[: n + 1])) for n in range(len(codes)))
        behind = (name for name, end in zip(self.names, ends, strict=True) if end > offset)
        return next(behind, self.names[-1])


def derive(schema: Struct) -> Layout:
    """Return the layout of a schema of little-endian integers, bytes and padding.

    Raises `TypeError` on anything else: what it cannot express it must not guess.
    """
    from construct import Bytes, FormatField, Padded, Pass, Renamed

    codes = []
    names = []
    for field in schema.subcons:
        if isinstance(field, Padded) and field.subcon is Pass and isinstance(field.length, int):
            codes.append(f"{field.length}x")
            continue
        if not isinstance(field, Renamed):
            raise TypeError(f"{field!r} has no name")
        kind = field.subcon
        if isinstance(kind, FormatField) and kind.fmtstr.startswith("<"):
            codes.append(kind.fmtstr[1:])
        elif isinstance(kind, Bytes) and isinstance(kind.length, int):
            codes.append(f"{kind.length}s")
        else:
            raise TypeError(f"{field.name} is neither a little-endian integer nor bytes")
        names.append(field.name)
    return Layout("<" + "".join(codes), tuple(names))
