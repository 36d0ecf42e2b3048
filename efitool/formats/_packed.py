"""What every codec is given, and the memory that it fills."""

from __future__ import annotations

import mmap
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from efitool.errors import InputError, LimitError, MalformedError
from efitool.model.image import Data

LIMIT = 512 << 20
"""Bytes that one stream may unpack to: eight times the largest kernel of a distribution."""

DICTIONARY_LIMIT = 128 << 20
"""Bytes of history that a stream may ask a decoder to keep: ``zstd -22 --ultra`` asks for it."""

SIZE_FIELD = 4
"""Bytes that the build of Linux appends to every payload but gzip's: the unpacked size.

Linux v6.12, scripts/Makefile.lib, size_append. They follow the stream and are no part of it.
"""

CHUNK = 256 << 10
"""Bytes that a streaming decoder hands out at a time: they stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A compressed stream: its bytes, how much should come out, and how to speak of it.

    ``offset`` is where ``view`` starts in the bytes that ``layer`` is unpacked from.
    """

    view: memoryview
    expected: int | None
    layer: str
    offset: int

    @property
    def capacity(self) -> int:
        return LIMIT if self.expected is None else self.expected

    def malformed(self, position: int, problem: str) -> MalformedError:
        return MalformedError(self.layer, "payload", self.offset + position, problem)

    def overflow(self) -> InputError | LimitError:
        if self.expected is None:
            return LimitError(f"{self.layer}: unpacks to more than {LIMIT} bytes")
        return self.malformed(0, f"unpacks to more than the {self.expected} bytes stated")


def fresh_memory(size: int) -> mmap.mmap:
    """Return zeroed private memory, in huge pages where the system has them.

    Touching 58 MB of new memory in 4 KiB pages takes as long as unpacking zstd into it. Nothing
    is taken from the system before it is written, whatever size a header states.
    """
    if sys.platform == "win32":
        return mmap.mmap(-1, max(size, 1))
    memory = mmap.mmap(-1, max(size, 1), flags=mmap.MAP_PRIVATE | mmap.MAP_ANON)
    if sys.platform == "linux":
        with suppress(OSError):  # a kernel without transparent huge pages
            memory.madvise(mmap.MADV_HUGEPAGE)
    return memory


def trimmed(memory: mmap.mmap, size: int) -> Data:
    """Return the first ``size`` bytes, without a copy where the system can cut a mapping."""
    if len(memory) == size:
        return memory
    if sys.platform == "linux" and size:
        memory.resize(size)
        return memory
    return memory[:size]


def gather(packed: Packed, chunks: Iterator[bytes]) -> Data:
    """Return the chunks joined; more than `Packed.capacity` is an error."""
    memory, size = fresh_memory(packed.capacity), 0
    for chunk in chunks:
        end = size + len(chunk)
        if end > packed.capacity:
            raise packed.overflow()
        memory[size:end] = chunk
        size = end
    return trimmed(memory, size)
