"""What is built into a GRUB image: its modules, configuration and prefix.

GRUB 2.12, include/grub/kernel.h and util/mkimage.c.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import Struct, error
from typing import NamedTuple

from efitool.model.image import Data
from efitool.model.program import Details

MAX_OBJECTS = 1024
"""Objects that are read of one image: all of GRUB's modules are three hundred."""

MAX_TEXT = 16 << 10
"""Bytes that are read of a configuration, or of the names of a module's sections."""

MAX_SECTIONS = 256
"""Sections of one module that are looked through: they have about twenty."""

ELF, MEMDISK, CONFIG, PREFIX = 0, 1, 2, 3
"""``grub_module_header.type``, as far as it is shown."""

OBJECT = Struct("<II")
"""``grub_module_header``: type, and size with this header."""


class Width(NamedTuple):
    """The structures that depend on the width of addresses."""

    info: Struct
    """``grub_module_info``: offset of the first object, size of all with this structure."""
    header: Struct
    """ELF's e_shoff, e_shentsize, e_shnum, e_shstrndx (System V ABI 4.1, figure 4-3)."""
    section: Struct
    """ELF's sh_name, sh_offset, sh_size (System V ABI 4.1, figure 4-8)."""


NARROW = Width(Struct("<4xII"), Struct("<32xI10xHHH"), Struct("<I12xII16x"))
WIDE = Width(Struct("<8xQQ"), Struct("<40xQ10xHHH"), Struct("<I20xQQ24x"))

MAGIC = b"mimg"
INFO = re.compile(
    rb"(?s:.{%d}|.{%d})\x7fELF"
    % tuple(w.info.size - len(MAGIC) + OBJECT.size for w in (NARROW, WIDE))
)
"""What follows the magic of ``grub_module_info``: the first object is a module."""


def details(data: Data, offset: int) -> Details:
    """Say what is built in, given where `INFO` stands; junk among the objects ends them."""
    module = offset + NARROW.info.size + OBJECT.size
    width = NARROW if data[module : module + 4] == b"\x7fELF" else WIDE
    found: dict[str, list[str]] = {"prefix": [], "configuration": [], "memdisk": [], "modules": []}
    for kind, content in _objects(data, offset, width):
        if kind == PREFIX:
            found["prefix"].append(_text(content))
        elif kind == CONFIG:
            found["configuration"] += filter(None, map(str.strip, _text(content).splitlines()))
        elif kind == MEMDISK:
            found["memdisk"].append(f"{len(content)} bytes")
        elif kind == ELF:
            found["modules"].append(_module_name(content, width))
    return tuple((name, tuple(values)) for name, values in found.items() if values)


def _objects(data: Data, offset: int, width: Width) -> Iterator[tuple[int, bytes]]:
    """Yield the type and content of each object."""
    first, size = width.info.unpack_from(data, offset)
    at, end = offset + first, min(offset + size, len(data))
    for _ in range(MAX_OBJECTS):
        if at + OBJECT.size > end:
            return
        kind, length = OBJECT.unpack_from(data, at)
        if not OBJECT.size <= length <= end - at:
            return
        yield kind, data[at + OBJECT.size : at + length]
        at += length


def _text(content: bytes) -> str:
    return content[:MAX_TEXT].partition(b"\0")[0].decode("utf-8", "backslashreplace")


def _module_name(elf: bytes, width: Width) -> str:
    """Return what the section ``.modname`` holds; a module without one is ``?``."""
    try:
        start, stride, count, names_at = width.header.unpack_from(elf)
        table = elf[start : start + stride * min(count, MAX_SECTIONS)]
        rows = [width.section.unpack_from(table, at) for at in range(0, len(table), stride)]
        _, offset, size = rows[names_at]
        index = elf[offset : offset + min(size, MAX_TEXT)].index(b".modname\0")
        texts = [elf[offset : offset + size] for name, offset, size in rows if name == index]
    except (error, IndexError, ValueError):
        return "?"
    return next(map(_text, texts), "") or "?"
