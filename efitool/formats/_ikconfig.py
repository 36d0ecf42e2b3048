"""The configuration that a kernel built with IKCONFIG carries (Linux v6.12, kernel/configs.c)."""

from __future__ import annotations

import re

from efitool.errors import LimitError, MalformedError
from efitool.formats._inflate import inflate
from efitool.model.image import Data

BEGIN = re.compile(rb"IKCFG_ST(?=\x1f\x8b)")
END = b"IKCFG_ED"

PACKED_LIMIT = 1 << 20
"""Bytes between the two marks: a distribution's configuration packs to 60 KB."""

LIMIT = 8 << 20
"""Bytes of configuration: a distribution's has 300 KB."""

OPTION = re.compile(rb"^(CONFIG_\w+)=(.*)$", re.MULTILINE)


def find(data: Data, start: int, end: int, layer: str) -> dict[str, str] | None:
    """Return the options that are set, with their values as written; None without IKCONFIG.

    Raises `MalformedError` or `LimitError` if what stands between the marks does not unpack.
    """
    mark = BEGIN.search(data, start, end)
    if mark is None:
        return None
    begin = mark.end()
    size = data.find(END, begin, begin + PACKED_LIMIT) - begin
    if size < 0:
        raise MalformedError(layer, "IKCONFIG", begin, f"no {END!r} within {PACKED_LIMIT} bytes")
    unpacked_size = int.from_bytes(data[begin + size - 4 : begin + size], "little")
    if unpacked_size > LIMIT:
        raise LimitError(
            f"{layer}: IKCONFIG states {unpacked_size} bytes, at most {LIMIT} are read"
        )
    text = inflate("gzip", data, begin, size, expected=unpacked_size, layer=layer)
    return {
        option[1].decode(): option[2].decode("utf-8", "backslashreplace")
        for option in OPTION.finditer(text)
    }
