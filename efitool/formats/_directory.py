"""A directory of /sys as the archive of it, so that there is one reader of both."""

from __future__ import annotations

import errno
import io
import os
import tarfile
from pathlib import Path

FIELDS = frozenset(
    (
        *("type", "phys_addr", "virt_addr", "num_pages", "attribute"),
        *("start", "end"),
        *("data", "version"),
        *("SRAT", "CEDT", "PRMT", "DSDT", "SSDT", *(f"SSDT{n}" for n in range(1, 100))),
    )
)
"""Files that are read; others of /sys may do something when they are."""

DEPTH = 4
"""Folders between the directory and such a file at most: /sys itself is no argument."""

SIZE = 1 << 20
"""Bytes that are read of a file."""


def packed(path: str | os.PathLike[str]) -> bytes:
    """Return an archive of the files in a directory that tell of memory. Raises `OSError`."""
    top = Path(path).resolve()
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for folder, folders, names in os.walk(top):
            inner = Path(folder).relative_to(top)
            if len(inner.parts) >= DEPTH:
                folders.clear()
            for name in sorted(FIELDS.intersection(names)):
                field = Path(folder, name)
                if not field.is_file():  # a pipe would be waited for
                    continue
                with field.open("rb") as file:
                    content = file.read(SIZE)
                info = tarfile.TarInfo(str(top.name / inner / name))
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        if not archive.getmembers():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    return stream.getvalue()
