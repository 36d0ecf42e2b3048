"""Memory maps in the forms that others read: the inverse of some of the readers.

To add a form, write its module with ``write`` and ``lost``, and list it here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from efitool.errors import InputError
from efitool.formats import _write_dmesg, _write_e820, _write_raw, _write_shell
from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap

WIDTHS = MemoryDescriptor(32, 64, 64, 64, 64)
"""Bits of each field of the structure: a text may give more digits."""


class Writer(NamedTuple):
    """A form in which a map can be written, and what it does not tell of that very map."""

    write: Callable[[MemoryMap], bytes]
    lost: Callable[[MemoryMap], Iterator[str]]


WRITERS = {
    "raw": Writer(_write_raw.write, _write_raw.lost),
    "e820": Writer(_write_e820.write, _write_e820.lost),
    "dmesg": Writer(_write_dmesg.write, _write_dmesg.lost),
    "shell": Writer(_write_shell.write, _write_shell.lost),
}


class Written(NamedTuple):
    """A map in another form, and in words what is lost by that."""

    data: bytes
    lost: tuple[str, ...]


def convert(map: MemoryMap, to: str) -> Written:
    """Write a map in one of the forms of `WRITERS`.

    Raises `InputError` on numbers that no descriptor has room for, `LimitError`.
    """
    for n, descriptor in enumerate(map.descriptors):
        for field, value, bits in zip(MemoryDescriptor._fields, descriptor, WIDTHS, strict=True):
            if value and bits and value >> bits:
                raise InputError(f"{map.where(n)}: {field} is {value:#x}, it has {bits} bits")
    writer = WRITERS[to]
    return Written(writer.write(map), (*_lost_before(map), *writer.lost(map)))


def _lost_before(map: MemoryMap) -> Iterator[str]:
    """Say what no form tells: what the map is, and what could not be read of it."""
    if map.kind is not MapKind.MEMORY_MAP:
        yield f"that it is a {map.kind}"
    if map.unread:
        yield f"lines that could not be read: {len(map.unread)}"
    if not map.exact:
        yield "that sizes are rounded"
