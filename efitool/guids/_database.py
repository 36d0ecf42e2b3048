"""The names, read from ``names.tsv`` when first asked for.

The file is made by ``scripts/build_guids.py``. It is text, so that a change to it can be read,
and a line becomes a `GuidName` only when somebody wants that one: a search for references
needs sixteen bytes of each GUID, and the names of the few that it finds.
"""

from __future__ import annotations

from binascii import unhexlify
from functools import cache
from pathlib import Path
from struct import iter_unpack
from uuid import UUID

from efitool.guids._names import GuidKind, GuidName

IN_MEMORY = (3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15)
"""Where in the text each byte of an EFI_GUID comes from: its first three fields are
little-endian (UEFI 2.10, Appendix A)."""

MEANINGLESS = {bytes(16), b"\xff" * 16}
"""Padding, wherever it is found."""


def lookup(guid: UUID) -> GuidName | None:
    """Return what is known of a GUID."""
    line = _lines().get(guid.bytes_le)
    return _name(line) if line else None


def name_of(guid: UUID) -> str:
    """Return the usual name of a GUID, or the GUID itself where it has none."""
    name = lookup(guid)
    return name.name if name else str(guid)


@cache
def known() -> tuple[bytes, ...]:
    """Return the GUIDs worth searching for in an image, each as it lies in memory."""
    return tuple(guid for guid in _lines() if guid not in MEANINGLESS)


@cache
def names() -> tuple[GuidName, ...]:
    """Return all that is known, by usual name."""
    return tuple(sorted(map(_name, _lines().values()), key=lambda name: name.name.casefold()))


@cache
def _lines() -> dict[bytes, bytes]:
    lines = Path(__file__).with_name("names.tsv").read_bytes().splitlines()[1:]
    written = unhexlify(b"".join([line[:36] for line in lines]).replace(b"-", b""))
    in_memory = bytearray(len(written))
    for to, origin in enumerate(IN_MEMORY):
        in_memory[to::16] = written[origin::16]
    return dict(zip([guid for (guid,) in iter_unpack("16s", in_memory)], lines, strict=True))


def _name(line: bytes) -> GuidName:
    guid, name, kind, source, aliases = line.decode("ascii").split("\t")
    return GuidName(UUID(guid), name, tuple(aliases.split()), GuidKind(kind), source)
