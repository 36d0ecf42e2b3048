"""Bytes become models: one module per format; `_x` modules are parts of one.

To add a format, write its module and list it in `FORMATS`.
"""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import Any

from efitool.errors import AmbiguousFormatError, LimitError, UnknownFormatError
from efitool.formats import compressed, efi_image, elf
from efitool.formats._base import Format
from efitool.model.image import Data, Image

FORMATS: tuple[Format[Image], ...] = (efi_image.FORMAT, elf.FORMAT, compressed.FORMAT)

FILE_LIMIT = 4 << 30
"""Bytes of a file: offsets in the headers of images have 32 bits."""

STREAM_LIMIT = 512 << 20
"""What is read of a pipe or device at most: a file is mapped, a stream must be held."""


def identify(data: Data) -> Format[Image]:
    """Return the one format that claims the bytes."""
    claims = [f for f in FORMATS if f.sniff(data)]
    if len(claims) > 1:
        names = ", ".join(f.name for f in claims)
        raise AmbiguousFormatError(f"could be any of {names}; choose one with --format")
    if not claims:
        start = f"it begins with {data[:8].hex(' ')}" if len(data) else "it is empty"
        raise UnknownFormatError(f"no format claims it ({start}); see `efitool formats`")
    return claims[0]


def named(name: str) -> Format[Image]:
    """Return the format of that name."""
    for format in FORMATS:
        if format.name == name:
            return format
    names = ", ".join(f.name for f in FORMATS)
    raise UnknownFormatError(f"there is no format {name!r}; there are {names}")


def decode(data: Data, *, format: str | None = None, deep: bool = False) -> Image:
    """Decode bytes by the format that claims them, or by the one that is named.

    ``deep`` unpacks what is compressed inside. Raises `InputError`, `LimitError` and, for a
    codec that is not installed, `MissingExtraError`.
    """
    reader = named(format) if format else identify(data)
    return reader.decode(data, deep=deep)


def read(path: str | os.PathLike[str], *, format: str | None = None, deep: bool = False) -> Image:
    """Read and decode a file; see `decode`. Raises `OSError` too."""
    return decode(load(path), format=format, deep=deep)


def load(path: str | os.PathLike[str]) -> Data:
    """Return the bytes of a file, mapped into memory, or of a stream, read to its end."""
    with Path(path).open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        if size > FILE_LIMIT:
            raise LimitError(f"{size} bytes: no image is larger than {FILE_LIMIT >> 30} GiB")
        return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) if size else drain(file)


def drain(stream: Any) -> bytes:
    """Read a stream to its end, within bounds."""
    data = bytearray()
    while chunk := stream.read(1 << 20):
        data += chunk
        if len(data) > STREAM_LIMIT:
            raise LimitError(f"more than {STREAM_LIMIT >> 20} MiB on a stream: use a file")
    return bytes(data)
