"""All that `inspect` has to say of one file."""

from __future__ import annotations

from typing import NamedTuple

from efitool.model.capability import Capability
from efitool.model.findings import Finding
from efitool.model.image import Image
from efitool.model.reference import GuidReference


class Inspection(NamedTuple):
    """An image with what was found in it."""

    path: str
    image: Image
    references: tuple[GuidReference, ...]
    capabilities: tuple[Capability, ...]
    findings: tuple[Finding, ...]
    deep: bool
