"""An archive as a stream of pieces, which are unpacked as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from efitool.errors import MalformedError
from efitool.formats._archive_members import Budget


class Stream:
    """Bytes in order; ``trouble`` says why there are no more of them, where that is no end."""

    def __init__(self, pieces: Iterator[bytes], budget: Budget) -> None:
        self._pieces = pieces
        self._budget = budget
        self._rest = memoryview(b"")
        self.position = 0
        self.trouble: MalformedError | None = None

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer at the end. Raises `LimitError`."""
        return b"".join(self._take(size))

    def skip(self, size: int) -> int:
        """Pass over so many bytes, fewer at the end; return how many. Raises `LimitError`."""
        return sum(map(len, self._take(size)))

    def _take(self, size: int) -> Iterator[memoryview]:
        while size:
            if not self._rest and not self._refill():
                return
            piece, self._rest = self._rest[:size], self._rest[size:]
            size -= len(piece)
            self.position += len(piece)
            yield piece

    def _refill(self) -> bool:
        """Unpack until there is something. Raises `LimitError`."""
        while not self._rest:
            try:
                piece = next(self._pieces, None)
            except MalformedError as e:
                self.trouble, piece = e, None
            if piece is None:
                return False
            self._budget.unpack(len(piece))
            self._rest = memoryview(piece)
        return True
