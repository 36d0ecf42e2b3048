"""gzip, xz, lzma, bzip2: the codecs of the standard library, read in small steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from efitool.formats._packed import CHUNK, DICTIONARY_LIMIT, SIZE_FIELD, Packed, gather
from efitool.model.image import Data

INPUT = 64 << 10
"""Bytes fed at a time: zlib copies what it did not use of them at every step."""


class Decoder(Protocol):
    """What `lzma.LZMADecompressor` and its like have in common: each reads one stream."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: memoryview, max_length: int, /) -> bytes: ...


def streams(
    packed: Packed, decoder: Callable[[], Decoder], error: type[Exception]
) -> Iterator[bytes]:
    """Yield what a stream unpacks to and, as parallel compressors write several, its followers."""
    position = 0
    while True:
        stream = decoder()
        while not stream.eof:
            hungry = stream.needs_input
            piece = packed.view[position : position + INPUT * hungry]
            try:
                chunk = stream.decompress(piece, CHUNK)
            except error as e:
                raise packed.malformed(position, str(e)) from e
            if hungry and not piece and not chunk and not stream.eof:
                raise packed.malformed(position, "the stream is cut short")
            position += len(piece)
            yield chunk
        position -= len(stream.unused_data)
        rest = packed.view[position:]
        if len(rest) <= SIZE_FIELD or rest[:3] != packed.view[:3]:
            return


class _Gunzip:
    """`zlib.decompressobj` in the shape of the other decoders."""

    def __init__(self) -> None:
        import zlib

        self._zlib = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: memoryview, max_length: int, /) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail or data, max_length)


def unpacking(codec: str, packed: Packed) -> Iterator[bytes]:
    """Yield what a stream of one of `STREAMS` unpacks to, in pieces, as they are asked for."""
    return STREAMS[codec](packed)


def _gzip(packed: Packed) -> Iterator[bytes]:
    import zlib

    return streams(packed, _Gunzip, zlib.error)


def _xz(packed: Packed) -> Iterator[bytes]:
    import lzma

    # liblzma counts its own state as well as the dictionary.
    decoder = partial(lzma.LZMADecompressor, memlimit=DICTIONARY_LIMIT + CHUNK)
    return streams(packed, decoder, lzma.LZMAError)


def _bzip2(packed: Packed) -> Iterator[bytes]:
    import bz2

    return streams(packed, bz2.BZ2Decompressor, OSError)


STREAMS = {"gzip": _gzip, "xz": _xz, "lzma": _xz, "bzip2": _bzip2}
"""The codecs that are read in steps, by name."""


def gzip(packed: Packed) -> Data:
    """RFC 1952; the checksum and the size at the end of a stream are compared with it."""
    return gather(packed, _gzip(packed))


def xz(packed: Packed) -> Data:
    """The .xz file format 1.2.1 with any filter, and the .lzma format that it replaced."""
    return gather(packed, _xz(packed))


def bzip2(packed: Packed) -> Data:
    """The format of bzip2 1.0."""
    return gather(packed, _bzip2(packed))
