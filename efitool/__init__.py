"""efitool: what EFI images can do, what memory maps say, and what a guest's memory comes to.

::

    import efitool

    image = efitool.read_image("vmlinuz")
    for capability in efitool.capabilities(image):
        print(capability.id, capability.answer, capability.why)

    map = efitool.read("serial.log").memory_map
    print(efitool.result(efitool.replay(map, efitool.scenario(kernel="linux-6.1"))).outcome)

Everything here is typed; models are named tuples; every exception that the bytes of a file
can cause is an `InputError`, `LimitError` or `MissingExtraError`.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

# These packages are imported before the functions of the same names are defined: an import that
# came later would put the package in the function's place.
from efitool import capabilities as _capabilities
from efitool import references as _references
from efitool import replay as _replay
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
    from efitool.model.memmap import MemoryMap
    from efitool.replay.outcome import Result
    from efitool.replay.scenario import FirmwareProfile, KernelProfile, Platform, Scenario
    from efitool.replay.trace import Trace

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
    "FirmwareProfile",
    "Form",
    "Grade",
    "GuidReference",
    "Image",
    "ImageType",
    "InputError",
    "KernelProfile",
    "LimitError",
    "MalformedError",
    "MissingExtraError",
    "Platform",
    "Result",
    "Scenario",
    "Severity",
    "Trace",
    "UnknownFormatError",
    "capabilities",
    "decode",
    "decode_image",
    "lint",
    "read",
    "read_image",
    "references",
    "replay",
    "result",
    "scenario",
]

_OF_REPLAY = {
    **dict.fromkeys(("FirmwareProfile", "KernelProfile", "Platform", "Scenario"), "scenario"),
    "Result": "outcome",
    "Trace": "trace",
}
"""Names that are not loaded before they are asked for, and their modules."""


def __getattr__(name: str) -> object:
    if name not in _OF_REPLAY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"efitool.replay.{_OF_REPLAY[name]}"), name)


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


def scenario(
    *, firmware: str = "edk2-sev-snp", kernel: str = "linux-7.2", platform: Platform | None = None
) -> Scenario:
    """Return who boots what, by the names of profiles; all else is as always.

    Raises `KeyError` where there is no such profile.
    """
    from efitool.replay import profiles
    from efitool.replay.scenario import Scenario

    chosen = profiles.FIRMWARE[firmware]
    return Scenario(chosen, profiles.KERNELS[kernel], platform or chosen.platform)


def replay(map: MemoryMap, scenario: Scenario) -> Trace:
    """Play on a map what firmware, EFI stub and kernel do with its unaccepted memory.

    Raises `LimitError`.
    """
    return _replay.replay(map, scenario)


def result(trace: Trace) -> Result:
    """Add up what the guest has in the end: memory usable, unaccepted and lost; how it ends."""
    from efitool.replay import outcome

    return outcome.result(trace)
