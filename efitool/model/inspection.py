"""All that `inspect` has to say of one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from efitool.model.capability import Capability
from efitool.model.findings import Finding
from efitool.model.image import Data, Image
from efitool.model.reference import GuidReference


class Inspection(NamedTuple):
    """An image with what was found in it, and the same of every image inside.

    ``references`` and ``findings`` are of the image's own layer; a capability may be one that
    an image inside gives it.
    """

    image: Image
    references: tuple[GuidReference, ...]
    capabilities: tuple[Capability, ...]
    findings: tuple[Finding, ...]
    children: tuple[Inspection, ...] = ()

    def walk(self) -> Iterator[Inspection]:
        """Yield the inspection and all that are inside it, each before its own children."""
        yield self
        for child in self.children:
            yield from child.walk()


class InspectedFile(NamedTuple):
    """A file, and the image it holds; ``deep`` says whether payloads were unpacked."""

    path: str
    data: Data
    deep: bool
    inspection: Inspection
