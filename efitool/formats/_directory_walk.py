"""The files below a directory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from efitool.errors import LimitError

FILES = 100_000
"""Files of a directory: an unpacked sosreport of a large machine has twenty thousand."""

DEPTH = 16
"""Folders in a directory: /sys has rings of links, which are not followed, and deep trees."""


def files(top: str) -> Iterator[tuple[str, str]]:
    """Yield path and name of each regular file under a directory; links are not followed.

    Raises `LimitError`.
    """
    found = 0
    root = Path(top)
    for folder, folders, names in os.walk(top):
        folders.sort()
        if len(Path(folder).relative_to(root).parts) >= DEPTH:
            folders.clear()
        for name in sorted(names):
            path = Path(folder, name)
            with suppress(OSError):
                if S_ISREG(path.lstat().st_mode):
                    found += 1
                    if found > FILES:
                        raise LimitError(f"more than {FILES} files in a directory")
                    yield str(path), str(path.relative_to(root))
