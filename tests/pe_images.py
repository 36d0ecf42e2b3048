"""PE images of which a test changes what it is about, and that are in order otherwise."""

from __future__ import annotations

from typing import Any

from efitool.formats import efi_image
from efitool.model.image import DataDirectory, Image
from tests import build
from tests.build import Section

TEXT = Section(b".text", 0x1000, bytes(0x200))
DATA = Section(b".data", 0x2000, bytes(0x200), build.DATA)


def image(*sections: Section, behind: bytes = b"", **fields: Any) -> Image:
    """Return an image of code and data, or of other sections, with other fields in its header."""
    decoded = efi_image.decode(build.pe(*(sections or (TEXT, DATA))) + behind)
    assert decoded.pe
    return decoded._replace(pe=decoded.pe._replace(**fields))


def directory(name: str, rva: int, size: int) -> tuple[DataDirectory, ...]:
    """Return the directories of an image that has only one."""
    return (DataDirectory(name, rva, size),)
