"""What `efitool memmap --json` and ``--to json`` print, read again.

::

    {"efitool":1,"kind":"memory-map","path":"serial.log","maps":[{"format":"dmesg-efi",…

Objects may follow each other, and be laid out by others. Maps keep the format and the label of
where they were read first.

Reference: the contract of this program's JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from efitool.errors import LimitError, MalformedError, UnknownFormatError
from efitool.formats._base import Format, Kind
from efitool.model.e820 import E820Entry, E820Map, E820Type, type_word
from efitool.model.guest_log import GuestLog, joined
from efitool.model.image import Data
from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap, Unread
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

NAME = "efitool-json"
BEGIN = re.compile(rb'\s*\{\s*"efitool"\s*:')
HEAD = 256
"""Bytes in which the first key stands, however the object is laid out."""

HEX = re.compile(r"0x[0-9a-f]{1,20}")
"""Addresses, and ends of descriptors that say 2^64 pages."""

NUMBER_LIMIT = 1 << 64
SIZE_LIMIT = 64 << 20
"""Bytes that are read: as objects they take ten times as many."""

E820_TYPES = {type_word(type): int(type) for type in E820Type}

T = TypeVar("T")


def sniff(data: Data) -> bool:
    """Whether it begins with an object of this program."""
    return BEGIN.match(data[:HEAD]) is not None


def decode(data: Data) -> GuestLog:
    """Decode all maps in all objects.

    Raises `UnknownFormatError` if there is none, `MalformedError`, `LimitError`.
    """
    if len(data) > SIZE_LIMIT:
        raise LimitError(f"{len(data)} bytes of JSON: more than {SIZE_LIMIT >> 20} MiB")
    text = data[:].decode("utf-8", "replace")
    at, logs = 0, []
    try:
        while at < len(text):
            found, at = json.JSONDecoder().raw_decode(text, at)
            at = len(text) - len(text[at:].lstrip())
            if _is(dict, found).get("kind") == "memory-map":
                logs.append(_log(found))
    except (KeyError, TypeError, ValueError, RecursionError) as e:
        raise MalformedError(NAME, "object", at, f"efitool prints no such thing: {e}") from e
    if not any(map(any, logs)):
        raise UnknownFormatError("no map found in this JSON")
    return joined(logs)


def _log(found: Any) -> GuestLog:
    return GuestLog(
        maps=tuple(map(_map, _is(list, found["maps"]))),
        e820=tuple(map(_e820, _is(list, found["e820"]))),
        ranges=tuple(map(_ranges, _is(list, found["ranges"]))),
    )


def _map(found: Any) -> MemoryMap:
    rows = _is(list, found["descriptors"])
    lines = tuple(_number(row["line"]) for row in rows if row["line"] is not None)
    return MemoryMap(
        *_origin(found),
        tuple(map(_descriptor, rows)),
        MapKind(found["kind"]),
        _number_or_none(found["descriptor_size"]),
        _number_or_none(found["descriptor_version"]),
        lines if len(lines) == len(rows) else (),
        _is(bool, found["exact"]),
        tuple(_unread(found)),
    )


def _descriptor(found: Any) -> MemoryDescriptor:
    virtual, attributes = found["virtual_start"], found["attributes"]
    return MemoryDescriptor(
        _number(found["type"]),
        _hex(found["start"]),
        None if virtual is None else _hex(virtual),
        _number(found["pages"]),
        None if attributes is None else _hex(attributes),
    )


def _e820(found: Any) -> E820Map:
    entries = tuple(
        E820Entry(_hex(e["start"]), _hex(e["end"]), e820_type(_is(str, e["type"])))
        for e in _is(list, found["entries"])
    )
    source = _is(str, found["source"])
    return E820Map(*_origin(found), entries, source, unread=tuple(_unread(found)))


def _ranges(found: Any) -> RangeList:
    ranges = tuple(
        NamedRange(PhysRange(_hex(r["start"]), _hex(r["end"])), _is(str, r["name"]), r["depth"])
        for r in _is(list, found["ranges"])
        if 0 <= _number(r["depth"]) < SIZE_LIMIT
    )
    return RangeList(*_origin(found), ranges, unread=tuple(_unread(found)))


def _origin(found: Any) -> tuple[str, str]:
    return _is(str, found["format"]), _is(str, found["label"])


def _unread(found: Any) -> Iterator[Unread]:
    for line in _is(list, found["unread"]):
        yield Unread(_number(line["line"]), _is(str, line["text"]))


def e820_type(word: str) -> int:
    """Return the type that a word stands for, which may be a number. Raises `ValueError`."""
    return E820_TYPES[word] if word in E820_TYPES else _number(int(word))


def _hex(value: Any) -> int:
    if not HEX.fullmatch(_is(str, value)):
        raise ValueError(f"{value[:40]!r} is no number")
    return int(value, 16)


def _number(value: Any) -> int:
    if not 0 <= _is(int, value) < NUMBER_LIMIT:
        raise ValueError("a number is out of bounds")
    return int(value)


def _number_or_none(value: Any) -> int | None:
    return None if value is None else _number(value)


def _is(type: type[T], value: Any) -> T:
    if not isinstance(value, type):
        raise TypeError(f"found {str(value)[:40]!r}, expected {type.__name__}")
    return value


FORMAT = Format(
    name=NAME,
    summary="what this program prints of maps as JSON",
    sniff=sniff,
    decode=decode,
    kind=Kind.MEMORY_MAP,
    loses="the bits of an unaccepted table; the lines of e820 tables and of lists",
    example="efitool memmap --json serial.log",
)
