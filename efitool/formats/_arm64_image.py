"""The arm64 kernel ``Image``."""

from __future__ import annotations

from efitool.formats._boot_layouts import ARM64_HEADER
from efitool.model.image import Data
from efitool.model.linux import Arm64Header

NAME = "arm64-image"


def sniff(data: Data) -> bool:
    """Whether the magic of an arm64 ``Image`` stands at 0x38."""
    return data[0x38:0x3C] == b"ARM\x64"


def header(data: Data) -> Arm64Header:
    """Decode the 64-byte header."""
    raw = ARM64_HEADER.parse(NAME, data, 0)
    return Arm64Header(**{name: raw[name] for name in Arm64Header._fields})
