"""The files of a tar archive that comes as a stream, whether GNU's sort or POSIX's.

A header may claim any size: what stands in it is compared with what may be read before anything is.

Reference: POSIX.1-2017, pax, ustar and pax Interchange Format; GNU tar 1.35, Basic Tar Format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count as from_one
from typing import NamedTuple

from efitool.errors import LimitError, MalformedError
from efitool.formats._archive_members import (
    UNPACKED,
    Budget,
    Member,
    PassedOver,
    count,
    too_large,
)
from efitool.formats._archive_stream import Stream
from efitool.formats._memory_layouts import TAR_HEADER

NAME = "tar"
BLOCK = 512
CHECKSUM = slice(148, 156)
FILE = (b"0", b"\0", b"7")
LONG_NAME, LONG_LINK, SPARSE = b"L", b"K", b"S"
PAX, PAX_FOR_ALL = b"x", b"g"
WITHOUT_CONTENT = (b"1", b"2", b"3", b"4", b"5", b"6")
"""Links, devices, folders, pipes."""
ABOUT_THE_NEXT = (LONG_NAME, LONG_LINK, PAX, PAX_FOR_ALL)
WORDS_LIMIT = 1 << 20
"""Bytes of what is said of the next member: its name, and attributes."""
SPARSE_MORE, SPARSE_LIST_MORE = 482, 504
"""Where the header of a sparse member says that its list goes on, and where the list does."""
MAGIC = slice(257, 265)
GNU = b"ustar  \0"
"""GNU's magic: its headers have times where POSIX's have a prefix."""
HOLES = "it is stored without its holes"
NUMBER = re.compile(r"\d{1,20}")


class _Header(NamedTuple):
    name: str
    type: bytes
    size: int
    block: bytes


class _Said(NamedTuple):
    """What stands before a header and is about it."""

    name: str | None = None
    size: int | None = None
    sparse: bool = False


def members(pieces: Iterator[bytes], budget: Budget) -> Iterator[Member | PassedOver]:
    """Yield the files; of one that is cut, its beginning: a log is of use all the same.

    Raises `MalformedError` where it is damaged, `LimitError`.
    """
    stream = Stream(pieces, budget)
    said = _Said()
    for number in from_one(1):
        header = _header(stream)
        if header is None:
            return
        count(number)
        if header.type in ABOUT_THE_NEXT:
            said = _about_the_next(stream, header, said)
            continue
        yield from _member(stream, header, said, budget)
        said = _Said()


def _member(
    stream: Stream, header: _Header, said: _Said, budget: Budget
) -> Iterator[Member | PassedOver]:
    name = header.name if said.name is None else said.name
    size = header.size if said.size is None else said.size
    if header.type in WITHOUT_CONTENT:
        return
    if size > budget.unpacked:
        raise LimitError(f"{name}: {size} bytes: archives may unpack to {UNPACKED >> 30} GiB")
    if header.type == SPARSE:
        _skip_sparse_list(stream, header)
    if header.type == SPARSE or said.sparse:
        yield PassedOver(name, HOLES)
    elif header.type in FILE and (large := too_large(name, size)):
        yield large
    elif header.type in FILE:
        budget.read(size)
        content = stream.read(size)
        yield Member(name, content)
        _skip(stream, size - len(content) + -size % BLOCK, name)
        return
    _skip(stream, size + -size % BLOCK, name)


def _header(stream: Stream) -> _Header | None:
    """Read the next header; None at the end. Raises `MalformedError`."""
    at = stream.position
    block = stream.read(BLOCK)
    if not any(block) and not stream.trouble:
        return None
    if len(block) < BLOCK:
        raise _cut(stream, "header")
    stated = _number(block[CHECKSUM], at)
    if stated != sum(block) - sum(block[CHECKSUM]) + 8 * ord(" "):
        raise MalformedError(NAME, "header", at, "its checksum is wrong")
    fields = TAR_HEADER.parse(NAME, block, 0)
    prefix = b"" if block[MAGIC] == GNU else fields["prefix"]
    name = "/".join(text for part in (prefix, fields["name"]) if (text := _words(part)))
    return _Header(name, fields["typeflag"], _number(fields["size"], at), block)


def _about_the_next(stream: Stream, header: _Header, said: _Said) -> _Said:
    """Read a long name or attributes. Raises `MalformedError`, `LimitError`."""
    at = stream.position
    if header.size > WORDS_LIMIT:
        raise LimitError(f"{NAME}: {header.size} bytes of names and attributes at {at:#x}")
    content = stream.read(header.size)
    _skip(stream, -header.size % BLOCK, "header")
    if header.type == LONG_NAME:
        return said._replace(name=_words(content))
    return _attributes(content, at, said) if header.type == PAX else said


def _attributes(content: bytes, at: int, said: _Said) -> _Said:
    """Read ``length key=value`` lines. Raises `MalformedError`."""
    start = 0
    while start < len(content):
        length = content[start : start + 21].partition(b" ")[0]
        if not length.isdigit() or not len(length) < int(length) <= len(content) - start:
            raise MalformedError(NAME, "attribute", at + start, f"{length!r} is no length of it")
        line = content[start + len(length) + 1 : start + int(length) - 1]
        key, _, value = line.decode("utf-8", "replace").partition("=")
        if key in ("path", "GNU.sparse.name"):
            said = said._replace(name=value)
        elif key == "size":
            if not NUMBER.fullmatch(value):
                raise MalformedError(NAME, "size", at + start, f"{value[:40]!r} is no number")
            said = said._replace(size=int(value))
        said = said._replace(sparse=said.sparse or key.startswith("GNU.sparse."))
        start += int(length)
    return said


def _skip_sparse_list(stream: Stream, header: _Header) -> None:
    more = header.block[SPARSE_MORE]
    while more:
        block = stream.read(BLOCK)
        if len(block) < BLOCK:
            raise _cut(stream, header.name)
        more = block[SPARSE_LIST_MORE]


def _skip(stream: Stream, size: int, name: str) -> None:
    if stream.skip(size) < size:
        raise _cut(stream, name)


def _cut(stream: Stream, name: str) -> MalformedError:
    return stream.trouble or MalformedError(NAME, name, stream.position, "it is cut short")


def _words(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "replace")


def _number(field: bytes, at: int) -> int:
    """Read octal digits or, as GNU writes large sizes, a binary number. Raises `MalformedError`."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.partition(b"\0")[0].strip()
    if not re.fullmatch(rb"[0-7]*", digits):
        raise MalformedError(NAME, "header", at, f"{field!r} is no octal number")
    return int(digits or b"0", 8)
