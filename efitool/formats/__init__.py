"""Bytes become models: one module per format; `_x` modules are parts of one.

To add a format, write its module and list it: one of images in `IMAGES`, one of memory maps, tables
or logs in `_records`.
"""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from efitool.errors import AmbiguousFormatError, LimitError, UnknownFormatError
from efitool.formats import compressed, efi_image, elf, firmware_volume
from efitool.formats._base import Format, Kind
from efitool.model.image import Data, Image

if TYPE_CHECKING:
    from efitool.model.artifact import Artifact, Record
    from efitool.model.guest_memory import Watch

IMAGES: tuple[Format[Image], ...] = (
    efi_image.FORMAT,
    elf.FORMAT,
    compressed.FORMAT,
    firmware_volume.FORMAT,
)

IMAGE_LIMIT = 4 << 30
"""Bytes of an image: offsets in their headers have 32 bits."""

STREAM_LIMIT = 512 << 20
"""What is read of a pipe or device at most: a file is mapped, a stream must be held."""


def every() -> tuple[Format[Artifact], ...]:
    """Return all formats, those of images first."""
    from efitool.formats._records import RECORDS

    return (*IMAGES, *RECORDS)


def identify(data: Data) -> Format[Artifact]:
    """Return the one format that claims the bytes.

    Those of images go by magic values; what has none may be a record, else text, and else a
    guest's memory, which is searched for what tells that.
    """
    claims = _claims(data)
    if len(claims) > 1:
        names = ", ".join(f.name for f in claims)
        raise AmbiguousFormatError(f"could be any of {names}; choose one with --format")
    if not claims:
        begins = f"it begins with {data[:8].hex(' ')}" if len(data) else "it is empty"
        start = efi_image.known_otherwise(data) or begins
        raise UnknownFormatError(f"no format claims it ({start}); see `efitool formats`")
    return claims[0]


def _claims(data: Data) -> list[Format[Artifact]]:
    claims: list[Format[Artifact]] = [f for f in IMAGES if f.sniff(data)]
    for kind in (Kind.MEMORY_MAP, Kind.LOG, Kind.GUEST_MEMORY):
        claims = claims or [f for f in every() if f.kind is kind and f.sniff(data)]
    return claims


def named(name: str) -> Format[Artifact]:
    """Return the format of that name."""
    for format in every():
        if format.name == name:
            return format
    names = ", ".join(f.name for f in every())
    raise UnknownFormatError(f"there is no format {name!r}; there are {names}")


def reader(data: Data, format: str | None) -> Format[Artifact]:
    """Return the format that is named, or else the one that claims the bytes."""
    return named(format) if format else identify(data)


def decode(data: Data, *, format: str | None = None, deep: bool = False) -> Artifact:
    """Decode bytes by the format that claims them, or by the one that is named.

    What is compressed once is unpacked: kernels are packed, logs are rotated. ``deep`` unpacks what
    is compressed inside an image, too. Raises `InputError`, `LimitError` and, for a codec that is
    not installed, `MissingExtraError`.
    """
    return decode_named(data, format=format, deep=deep)[1]


def decode_named(
    data: Data, *, format: str | None = None, deep: bool = False, watch: Watch | None = None
) -> tuple[str, Artifact]:
    """Decode bytes and return the name of their format too; see `decode`.

    ``watch`` is told how far the search of a guest's memory is.
    """
    chosen = reader(data, format)
    if compressed.FORMAT.sniff(data):
        codec, data = compressed.unpacked(data)
        if chosen.kind is Kind.IMAGE:
            inside = _claims(data)
            if not inside or inside[0].kind is Kind.IMAGE:
                return compressed.NAME, compressed.image(codec, data, deep=deep)
            chosen = identify(data)
    if chosen.kind is Kind.IMAGE:
        if len(data) > IMAGE_LIMIT:
            limit = f"no image is larger than {IMAGE_LIMIT >> 30} GiB"
            raise LimitError(f"{len(data)} bytes: {limit}")
        return chosen.name, chosen.decode(data, deep=deep)
    if chosen.kind is Kind.LOG:
        return chosen.name, chosen.decode(data, thorough=format is not None)
    if chosen.kind is Kind.GUEST_MEMORY:
        return chosen.name, chosen.decode(data, watch=watch)
    return chosen.name, chosen.decode(data)


def decode_image(data: Data, *, format: str | None = None, deep: bool = False) -> Image:
    """Decode bytes that must hold an image; see `decode`."""
    artifact = decode(data, format=format, deep=deep)
    if not isinstance(artifact, Image):
        raise UnknownFormatError("it is no image; see `efitool memmap`")
    return artifact


def decode_record(
    data: Data, *, format: str | None = None, watch: Watch | None = None
) -> tuple[str, Record]:
    """Decode bytes that must hold a memory map, a table, a log or a dump; see `decode_named`."""
    name, artifact = decode_named(data, format=format, watch=watch)
    if isinstance(artifact, Image):
        raise UnknownFormatError("it is an image, no memory map; see `efitool inspect`")
    return name, artifact


def read(
    path: str | os.PathLike[str], *, format: str | None = None, deep: bool = False
) -> Artifact:
    """Read and decode a file; see `decode`. Raises `OSError` too."""
    return decode(load(path), format=format, deep=deep)


def load(path: str | os.PathLike[str]) -> Data:
    """Return the bytes of a file, mapped into memory, or of a stream, read to its end.

    A directory is packed into an archive.
    """
    if Path(path).is_dir():
        from efitool.formats._directory import packed

        return packed(path)
    with Path(path).open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) if size else drain(file)


def drain(stream: Any) -> bytes:
    """Read a stream to its end, within bounds."""
    data = bytearray()
    while chunk := stream.read(1 << 20):
        data += chunk
        if len(data) > STREAM_LIMIT:
            raise LimitError(f"more than {STREAM_LIMIT >> 20} MiB on a stream: use a file")
    return bytes(data)
