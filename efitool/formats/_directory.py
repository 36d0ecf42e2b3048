"""A directory of /sys as the archive of it, so that there is one reader of both."""

from __future__ import annotations

import errno
import io
import os
import re
import tarfile
from collections.abc import Mapping
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

FIELD = re.compile(
    r"(?:^|/)(?:\d{1,9}/(?:type|phys_addr|virt_addr|num_pages|attribute|start|end|data)"
    r"|boot_params/(?:data|version))$"
)
"""Paths of files that tell something only together: there are others of their names."""


def is_field(path: str, size: int) -> bool:
    """Whether a file among others is a field of /sys."""
    return size <= SIZE and FIELD.search(path) is not None


def archive(fields: Mapping[str, bytes]) -> bytes:
    """Return an archive of files by path."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as packed:
        for name, content in fields.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            packed.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def packed(path: str | os.PathLike[str]) -> bytes:
    """Return an archive of the files in a directory that tell of memory. Raises `OSError`."""
    top = Path(path).resolve()
    fields = dict[str, bytes]()
    for folder, folders, names in os.walk(top):
        inner = Path(folder).relative_to(top)
        if len(inner.parts) >= DEPTH:
            folders.clear()
        for name in sorted(FIELDS.intersection(names)):
            field = Path(folder, name)
            if not field.is_file():  # a pipe would be waited for
                continue
            with field.open("rb") as file:
                fields[str(top.name / inner / name)] = file.read(SIZE)
    if not fields:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    return archive(fields)
