"""All that `inspect` has to say of one file."""

from __future__ import annotations

from dataclasses import dataclass

from efitool.model.capability import Capability
from efitool.model.findings import Finding
from efitool.model.image import Image
from efitool.model.reference import GuidReference


@dataclass(frozen=True, slots=True)
class Inspection:
    """An image with what was found in it. ``references`` are of the image and its children."""

    path: str
    image: Image
    references: tuple[GuidReference, ...]
    capabilities: tuple[Capability, ...]
    findings: tuple[Finding, ...]
    deep: bool
