"""VMCOREINFO: what a kernel notes for those who will read its dump, a line each.

Reference: Linux v6.12, Documentation/admin-guide/kdump/vmcoreinfo.rst; kernel/vmcore_info.c.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LIMIT = 4096
"""Bytes: the kernel gives it a page."""


def is_one(text: bytes) -> bool:
    """Whether these are the notes, and not the kernel's code that writes them."""
    return text.startswith(b"OSRELEASE=") and b"\nPAGESIZE=" in text.split(b"\0")[0]


def parse(text: bytes) -> Mapping[str, str]:
    """Return what is noted, by name; what is no note is left out."""
    lines = text.split(b"\0")[0].decode("ascii", "replace").split("\n")
    rows = (line.partition("=") for line in lines)
    return MappingProxyType({name: value for name, equals, value in rows if equals})


def number(notes: Mapping[str, str], name: str, base: int = 10) -> int | None:
    """Return a number: symbols are in hexadecimal, all else is decimal. None if not noted."""
    try:
        return int(notes[name], base)
    except (KeyError, ValueError):
        return None


def symbol(notes: Mapping[str, str], name: str) -> int | None:
    """Return the virtual address of a symbol."""
    return number(notes, f"SYMBOL({name})", 16)


def offset(notes: Mapping[str, str], name: str) -> int | None:
    """Return the offset of a member of a structure."""
    return number(notes, f"OFFSET({name})")


def size(notes: Mapping[str, str], name: str) -> int | None:
    """Return the bytes of a structure."""
    return number(notes, f"SIZE({name})")
