"""efitool: what EFI images are, which GUIDs they refer to, and what they can do.

::

    import efitool

    image = efitool.read_image("vmlinuz")
    for capability in efitool.capabilities(image):
        print(capability.id, capability.answer, capability.why)

Everything here is typed; models are named tuples; every exception that the bytes of a file
can cause is an `InputError`, `LimitError` or `MissingExtraError`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# These packages are imported before the functions of the same names are defined: an import that
# came later would put the package in the function's place.
from efitool import capabilities as _capabilities
from efitool import references as _references
from efitool.errors import (
    AmbiguousFormatError,
    EfitoolError,
    InputError,
    LimitError,
    MalformedError,
    MissingExtraError,
    UnknownFormatError,
)
from efitool.model.capability import Answer, Capability, Evidence
from efitool.model.findings import Finding, Severity
from efitool.model.image import Arch, Data, Image, ImageType
from efitool.model.reference import Call, Form, Grade, GuidReference

if TYPE_CHECKING:
    from efitool.model.artifact import Artifact

__all__ = [
    "AmbiguousFormatError",
    "Answer",
    "Arch",
    "Call",
    "Capability",
    "Data",
    "EfitoolError",
    "Evidence",
    "Finding",
    "Form",
    "Grade",
    "GuidReference",
    "Image",
    "ImageType",
    "InputError",
    "LimitError",
    "MalformedError",
    "MissingExtraError",
    "Severity",
    "UnknownFormatError",
    "capabilities",
    "decode",
    "decode_image",
    "lint",
    "read",
    "read_image",
    "references",
]


def read(
    path: str | os.PathLike[str], *, format: str | None = None, deep: bool = False
) -> Artifact:
    """Read and decode a file: an image, a memory map, a log.

    ``deep`` unpacks what is compressed inside an image.

    Raises `OSError`, `InputError`, `LimitError`, `MissingExtraError`.
    """
    from efitool import formats

    return formats.read(path, format=format, deep=deep)


def decode(data: Data, *, format: str | None = None, deep: bool = False) -> Artifact:
    """Decode bytes; see `read`."""
    from efitool import formats

    return formats.decode(data, format=format, deep=deep)


def read_image(path: str | os.PathLike[str], *, deep: bool = False) -> Image:
    """Read and decode a file that must hold an image; see `read`."""
    from efitool import formats

    return formats.decode_image(formats.load(path), deep=deep)


def decode_image(data: Data, *, deep: bool = False) -> Image:
    """Decode bytes that must hold an image; see `read`."""
    from efitool import formats

    return formats.decode_image(data, deep=deep)


def references(image: Image) -> tuple[GuidReference, ...]:
    """Return what code and data refer to, of an image and of the EFI images inside it."""
    return _references.find(image)


def capabilities(
    image: Image, references: tuple[GuidReference, ...] | None = None
) -> tuple[Capability, ...]:
    """Answer what the image can do; ``references`` if they are known already."""
    found = _references.find(image) if references is None else references
    return _capabilities.judge(image, found)


def lint(artifact: Artifact) -> tuple[Finding, ...]:
    """Judge an image, or the memory maps of a record, by every rule."""
    from efitool import rules

    return rules.lint(artifact)
