"""Unpack a kernel's payload.

The output goes into one piece of memory of the size that the image states: the caller passes it as
``expected``, for no stream of a kernel says it in its own header. What follows a stream is not
judged: the kernel's decoders do not look at it either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from efitool.errors import LimitError
from efitool.formats._codecs import MAGICS
from efitool.formats._lz4 import lz4
from efitool.formats._lzo import lzo
from efitool.formats._packed import LIMIT, Packed
from efitool.formats._streams import bzip2, gzip, xz
from efitool.formats._zstd import zstd
from efitool.model.image import Data

UNPACK: Mapping[str, Callable[[Packed], Data]] = MappingProxyType(
    {
        "gzip": gzip,
        "xz": xz,
        "lzma": xz,
        "lzo": lzo,
        "lz4": lz4,
        "zstd": zstd,
        "bzip2": bzip2,
    }
)


def inflate(
    codec: str, data: Data, offset: int, size: int, *, expected: int | None, layer: str
) -> Data:
    """Unpack the stream that ``data[offset : offset + size]`` begins with.

    ``expected`` is the size that the image states, None where it states none. Raises
    `MalformedError`, in the name of ``layer``, if the stream is damaged or anything else comes
    out, `LimitError` for more than `LIMIT` bytes, `MissingExtraError` where a library is missing.
    """
    if expected is not None and expected > LIMIT:
        raise LimitError(f"{layer}: states {expected} unpacked bytes; at most {LIMIT} are unpacked")
    packed = Packed(memoryview(data)[offset : offset + size], expected, layer, offset)
    magic = MAGICS[codec]
    if packed.view[: len(magic)] != magic:
        raise packed.malformed(0, f"does not begin as {codec} does")
    unpacked = UNPACK[codec](packed)
    if expected is not None and len(unpacked) != expected:
        raise packed.malformed(0, f"unpacks to {len(unpacked)} bytes, {expected} are stated")
    return unpacked
