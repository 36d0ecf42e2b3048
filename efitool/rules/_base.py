"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from efitool.model.findings import Severity
from efitool.model.image import Image, ImageType, PeHeader

if TYPE_CHECKING:
    from efitool.model.guest_log import GuestLog
    from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap
    from efitool.rules._trace_story import Story

FEW = 4
"""Names that a message lists, so that it stays a sentence."""


class Rule(NamedTuple):
    """A requirement that can be broken; ``check`` yields where and how."""

    id: str
    severity: Severity
    check: Callable[[Image], Iterator[tuple[str, str]]]
    advice: str


class MapRule(NamedTuple):
    """A requirement of a memory map; ``check`` yields which descriptor breaks it, and how.

    None in its place is the map as a whole. ``kinds`` are the maps that must meet it; none means
    what GetMemoryMap() returned.
    """

    id: str
    severity: Severity
    check: Callable[[MemoryMap], Iterator[tuple[int | None, str]]]
    advice: str
    kinds: tuple[MapKind, ...] = ()


class DescriptorRule(NamedTuple):
    """A requirement of each descriptor of such a map; ``check`` says how it is broken."""

    id: str
    severity: Severity
    check: Callable[[MemoryDescriptor], str | None]
    advice: str


class KindRule(NamedTuple):
    """A requirement of type and attributes: what agrees in both, breaks it alike, or not.

    A map of a million descriptors has a few dozen kinds, and no more are looked at.
    """

    id: str
    severity: Severity
    check: Callable[[MemoryDescriptor], str | None]
    advice: str


class LogRule(NamedTuple):
    """A requirement of what a log tells in several places; ``check`` yields where and how."""

    id: str
    severity: Severity
    check: Callable[[GuestLog], Iterator[tuple[str, str]]]
    advice: str


class TraceRule(NamedTuple):
    """A requirement of a replay; ``check`` yields at which step it is broken, and how."""

    id: str
    severity: Severity
    check: Callable[[Story], Iterator[tuple[str, str]]]
    advice: str


def loaded(image: Image) -> PeHeader | None:
    """Return the headers that firmware goes by: those of a PE file that says it is for EFI."""
    return None if image.type is ImageType.PE else image.pe


def few(things: Sequence[str]) -> str:
    """Name the first of what is wrong in the same way; an image may have thousands of sections."""
    more = f" and {len(things) - FEW} more" if len(things) > FEW else ""
    return ", ".join(things[:FEW]) + more
