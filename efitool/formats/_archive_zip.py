"""The files of a zip archive. Reference: PKWARE, APPNOTE 6.3.10."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from efitool.errors import LimitError, MalformedError
from efitool.formats._archive_members import Budget, Member, PassedOver, count, too_large
from efitool.formats._packed import CHUNK
from efitool.model.image import Data

SIZE_LIMIT = 1 << 30
"""Bytes of an archive: its directory is at its end, so it is held."""

REGULAR = (0, 8)
"""The upper four bits of a mode, of archives with modes and without."""
ENCRYPTED = 1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those that need no memory of a size that the archive tells."""

DAMAGED = (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, ValueError, OverflowError)


def members(data: Data, budget: Budget) -> Iterator[Member | PassedOver]:
    """Yield the files. Raises `MalformedError`, `LimitError`."""
    if len(data) > SIZE_LIMIT:
        raise LimitError(f"a zip archive of more than {SIZE_LIMIT >> 20} MiB")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED as e:
        why = f"{e}: the directory at its end is not there, or damaged"
        raise MalformedError("zip", "directory", len(data), why) from e
    with archive:
        for number, info in enumerate(archive.infolist(), 1):
            count(number)
            if info.is_dir() or (info.external_attr >> 28) not in REGULAR:
                continue
            yield too_large(info.filename, info.file_size) or _read(archive, info, budget)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Member | PassedOver:
    if info.flag_bits & ENCRYPTED:
        return PassedOver(info.filename, "it is encrypted")
    if info.compress_type not in METHODS:
        return PassedOver(info.filename, f"it is packed by method {info.compress_type}")
    budget.unpack(info.file_size)
    budget.read(info.file_size)
    try:
        with archive.open(info) as file:
            return Member(info.filename, b"".join(iter(lambda: file.read(CHUNK), b"")))
    except DAMAGED as e:
        why = str(e) or "it is cut short"
        raise MalformedError("zip", info.filename, info.header_offset, why) from e
