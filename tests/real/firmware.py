"""The modules inside Debian's OVMF, as another library takes them out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from uefi_firmware.uefi import FirmwareFile, FirmwareFileSystemSection, FirmwareVolume

from tests.real.archive import Package, Suite
from tests.real.shelf import fetch

SIGNATURE_AT = 40
"""Where the signature stands in the header of a firmware volume (PI 1.8, volume 3, 3.2.1)."""
PE32, USER_INTERFACE = 0x10, 0x15
"""Types of sections (PI 1.8, volume 3, 3.2.5)."""
APPLICATION = 0x09
"""A type of file (PI 1.8, volume 3, 2.1.4)."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module with the name that its file gives it."""

    name: str
    application: bool
    data: bytes


@cache
def modules() -> tuple[Module, ...]:
    """All modules that are PE files."""

    def package(suite: Suite) -> tuple[Package, ...]:
        return suite.packages("ovmf")

    wanted = {"OVMF_CODE.fd": re.compile(r"usr/share/OVMF/OVMF_CODE_4M\.fd")}
    place = fetch("ovmf", "trixie", "amd64", package, wanted)
    image = (place / "OVMF_CODE.fd").read_bytes()
    return tuple(
        Module(name, file.type == APPLICATION, section)
        for volume in _volumes(image)
        for file in _inside(volume, FirmwareFile)
        for name, section in _module(file)
    )


def _volumes(image: bytes) -> Iterator[Any]:
    at = image.find(b"_FVH")
    while at >= 0:
        volume = FirmwareVolume(image[at - SIGNATURE_AT :])
        if volume.valid_header and volume.process():
            yield volume
            at += volume.size - 1
        at = image.find(b"_FVH", at + 1)


def _module(file: Any) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of a file's own module: files inside it are not its own."""
    sections = list(_inside(file, FirmwareFileSystemSection, leave=FirmwareFile))
    names = [
        bytes(s.data).decode("utf-16-le").rstrip("\0") for s in sections if s.type == USER_INTERFACE
    ]
    for section in sections:
        if section.type == PE32 and names:
            yield names[0], bytes(section.data)


def _inside(item: Any, kind: type, leave: type | None = None) -> Iterator[Any]:
    for inner in filter(None, getattr(item, "objects", None) or ()):
        if isinstance(inner, kind):
            yield inner
        if leave is None or not isinstance(inner, leave):
            yield from _inside(inner, kind, leave)
