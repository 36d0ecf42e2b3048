"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from efitool.model.findings import Severity
from efitool.model.image import Image, ImageType, PeHeader

FEW = 4
"""Names that a message lists, so that it stays a sentence."""


class Rule(NamedTuple):
    """A requirement that can be broken; ``check`` yields where and how."""

    id: str
    severity: Severity
    check: Callable[[Image], Iterator[tuple[str, str]]]
    advice: str


def loaded(image: Image) -> PeHeader | None:
    """Return the headers that firmware goes by: those of a PE file that says it is for EFI."""
    return None if image.type is ImageType.PE else image.pe


def few(things: Sequence[str]) -> str:
    """Name the first of what is wrong in the same way; an image may have thousands of sections."""
    more = f" and {len(things) - FEW} more" if len(things) > FEW else ""
    return ", ".join(things[:FEW]) + more
