"""The form of a dump that is written to a pipe: pieces of a file, each with its offset before it.

Reference: makedumpfile 1.7.2, makedumpfile.h, struct makedumpfile_header and
makedumpfile_data_header, whose integers are big-endian.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from struct import Struct

from efitool.errors import LimitError, MalformedError
from efitool.model.image import Data

SIGNATURE = b"makedumpfile\0\0\0\0"
HEADER = 4096
"""Bytes before the first piece."""

PIECE = Struct(">qq")
"""Where it belongs, and how many bytes it has; -1 at the end."""

PIECE_LIMIT = 1 << 24
"""Pieces: QEMU writes one for every 16 KiB, so that a file of 256 GiB has as many."""

STEPS = 8
"""Pieces that are looked at for one that reaches an offset: a header is written over once."""


class Flattened:
    """The file that the pieces make; what no piece holds is zero. Raises `LimitError`."""

    def __init__(self, data: Data) -> None:
        pieces: list[tuple[int, int, int]] = []
        at = HEADER
        self.size = 0
        self.troubles: tuple[str, ...] = ()
        while True:
            if at + PIECE.size > len(data):
                self.troubles = ("the file ends in the middle: it is cut short",)
                break
            offset, size = PIECE.unpack_from(data, at)
            if offset < 0:
                break
            at += PIECE.size
            if size <= 0:
                raise MalformedError("vmcore-kdump", "buf_size", at - 8, f"found {size}")
            size = min(size, len(data) - at)
            pieces.append((offset, size, at))
            self.size = max(self.size, offset + size)
            at += size
            if len(pieces) > PIECE_LIMIT:
                raise LimitError(f"more than {PIECE_LIMIT} pieces of a flattened dump")
        pieces.sort(key=lambda piece: piece[0])
        self._data = data
        self._offsets = array("Q", (offset for offset, _, _ in pieces))
        self._sizes = array("Q", (size for _, size, _ in pieces))
        self._at = array("Q", (at for _, _, at in pieces))

    def read(self, offset: int, size: int) -> bytes:
        """Return the bytes from an offset of the file on, fewer at its end."""
        out = bytearray()
        end = min(offset + size, self.size)
        while offset < end:
            n = bisect_right(self._offsets, offset) - 1
            following = self._offsets[n + 1] if n + 1 < len(self._offsets) else end
            stop = min(end, following)
            holder = next(
                (i for i in range(n, max(n - STEPS, -1), -1) if self._reaches(i, offset)), None
            )
            if holder is None:
                out += bytes(stop - offset)
            else:
                skip = offset - self._offsets[holder]
                stop = min(stop, self._offsets[holder] + self._sizes[holder])
                out += self._data[self._at[holder] + skip : self._at[holder] + skip + stop - offset]
            offset = stop
        return bytes(out)

    def _reaches(self, n: int, offset: int) -> bool:
        return bool(self._offsets[n] + self._sizes[n] > offset)
