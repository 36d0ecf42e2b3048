"""What edk2 packs with LZMA, plain or with the x86 filter, or with Brotli.

Reference: edk2-stable202502, MdeModulePkg/Library/LzmaCustomDecompressLib and
MdeModulePkg/Library/BrotliCustomDecompressLib.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.errors import LimitError, MalformedError, MissingExtraError

LZMA_HEADER = 13
"""Properties, size of the dictionary, 64-bit size of what comes out: the .lzma format."""
BROTLI_HEADER = 16
"""Size of what comes out, and of the decoder's scratch memory."""
DICTIONARY_LIMIT = 128 << 20
LZMA2_CHUNK = 1 << 16
"""Bytes of a chunk that LZMA2 stores as they are (.xz file format; lzma2_decoder.c of liblzma)."""


def lzma_unpack(packed: bytes, limit: int, layer: str) -> bytes:
    """Unpack a stream of at most ``limit`` bytes. Raises `MalformedError`, `LimitError`."""
    import lzma

    size = int.from_bytes(packed[5:LZMA_HEADER], "little")
    _bounded(size, limit, layer)
    try:
        decoder = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=DICTIONARY_LIMIT)
        unpacked = decoder.decompress(packed, size)
    except lzma.LZMAError as e:
        raise MalformedError(layer, "LZMA stream", 0, str(e)) from e
    return _whole(unpacked, size, layer, "LZMA")


def lzma_x86_unpack(packed: bytes, limit: int, layer: str) -> bytes:
    """Unpack a stream whose x86 calls were made absolute. Raises what `lzma_unpack` does.

    The filter is liblzma's, which undoes it only behind a decoder: it is given what was unpacked
    as an LZMA2 stream that stores it.
    """
    import lzma

    filtered = lzma_unpack(packed, limit, layer)
    chain = ({"id": lzma.FILTER_X86}, {"id": lzma.FILTER_LZMA2})
    decoder = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain)
    return decoder.decompress(b"".join(_stored(filtered)))


def _stored(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), LZMA2_CHUNK):
        chunk = content[start : start + LZMA2_CHUNK]
        yield bytes((2 if start else 1,)) + (len(chunk) - 1).to_bytes(2, "big") + chunk
    yield b"\0"


def brotli_unpack(packed: bytes, limit: int, layer: str) -> bytes:
    """Unpack a stream. Raises `MalformedError`, `LimitError`, `MissingExtraError`.

    The library bounds what comes out by a step or two beyond what is asked for.
    """
    try:
        import brotli
    except ImportError as e:
        raise MissingExtraError("brotli", "brotli") from e
    size = int.from_bytes(packed[:8], "little")
    _bounded(size, limit, layer)
    decoder, unpacked = brotli.Decompressor(), bytearray()
    piece = packed[BROTLI_HEADER:]
    try:
        while len(unpacked) <= size and not decoder.is_finished():
            step = decoder.process(piece, output_buffer_limit=size + 1)
            if not step and not piece:
                break
            unpacked += step
            piece = b""
    except brotli.error as e:
        raise MalformedError(layer, "Brotli stream", 0, str(e)) from e
    return _whole(bytes(unpacked), size, layer, "Brotli")


def _bounded(size: int, limit: int, layer: str) -> None:
    if size > limit:
        raise LimitError(f"{layer}: states {size} unpacked bytes; {limit} more are unpacked")


def _whole(unpacked: bytes, size: int, layer: str, codec: str) -> bytes:
    if len(unpacked) != size:
        problem = f"unpacks to {len(unpacked)} bytes, {size} are stated"
        raise MalformedError(layer, f"{codec} stream", 0, problem)
    return unpacked
