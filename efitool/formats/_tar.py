"""Archives of tar: the regular files in them, whether GNU's sort or POSIX's.

Reference: POSIX.1-2017, pax, ustar Interchange Format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from efitool.errors import LimitError, MalformedError
from efitool.formats._memory_layouts import TAR_HEADER
from efitool.model.image import Data

NAME = "tar"
BLOCK = 512
MAGIC = b"ustar"
MAGIC_OFFSET = 257
REGULAR = (b"0", b"\0")

FILE_LIMIT = 1 << 18
"""Files of an archive: each descriptor has five."""

CONTENT_LIMIT = 1 << 20
"""Bytes of a file: of those that are read here, an extension of the e820 table is the largest."""


class File(NamedTuple):
    """A file of an archive."""

    path: str
    offset: int
    content: bytes

    @property
    def text(self) -> str:
        """What a field of /sys says; archives fill up files that are shorter than it claims."""
        return self.content.rstrip(b"\0\n ").decode("latin-1")


def is_tar(data: Data) -> bool:
    """Whether the first header has its magic."""
    return data[MAGIC_OFFSET : MAGIC_OFFSET + len(MAGIC)] == MAGIC


def files(data: Data) -> Iterator[File]:
    """Yield the regular files of an archive, but for large ones."""
    at = count = 0
    long_path = ""
    while any(data[at : at + BLOCK]):
        header = TAR_HEADER.parse(NAME, data, at)
        if header["magic"] != MAGIC:
            raise MalformedError(NAME, "magic", at + MAGIC_OFFSET, f"found {header['magic']!r}")
        path = long_path or "/".join(
            _words(header[key]) for key in ("prefix", "name") if any(header[key])
        )
        size = _octal(header["size"], at)
        start = at + BLOCK
        if start + size > len(data):
            raise MalformedError(NAME, path, start, f"{size} bytes, of which not all are there")
        content = bytes(data[start : start + min(size, CONTENT_LIMIT)])
        if header["typeflag"] in REGULAR and size <= CONTENT_LIMIT:
            yield File(path, start, content)
        long_path = _long_path(header["typeflag"], content)
        count += 1
        if count > FILE_LIMIT:
            raise LimitError(f"more than {FILE_LIMIT} files in an archive")
        at = start + -(-size // BLOCK) * BLOCK


def _long_path(typeflag: bytes, content: bytes) -> str:
    """Return the path that a member says the next one has, if it is of that sort."""
    if typeflag == b"L":
        return _words(content)
    found = re.search(rb"^\d+ path=([^\n]*)\n", content, re.MULTILINE)
    return _words(found[1]) if typeflag == b"x" and found else ""


def _words(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "replace")


def _octal(field: bytes, at: int) -> int:
    text = field.strip(b" \0")
    if not re.fullmatch(rb"[0-7]*", text):
        raise MalformedError(NAME, "size", at + 124, f"{text!r} is no octal number")
    return int(text or b"0", 8)
