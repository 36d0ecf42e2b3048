"""References to GUIDs: who refers to which, how, and what becomes of it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Form(StrEnum):
    """How an image holds a GUID that it refers to."""

    DATA = "data"
    """Sixteen bytes."""
    IMMEDIATE = "immediate"
    """A value that code builds from immediates or loads from literal pools in pieces."""
    POINTER = "pointer"
    """Code takes the address of sixteen bytes of data."""


class Grade(StrEnum):
    """How sure a reference is."""

    STRONG = "strong"
    """The whole GUID is seen to stand in one place: in data, or put together in memory."""
    WEAK = "weak"
    """All pieces are built near each other; that they meet in memory was not seen."""


class Call(NamedTuple):
    """A boot or runtime service that receives a reference."""

    service: str
    rva: int


class GuidReference(NamedTuple):
    """One place in an image that refers to a GUID.

    ``offset`` and ``rva`` are those of the bytes (data) or of the first instruction that takes
    part (immediate, pointer). ``calls`` are the services it is seen to reach, in the order of
    the code; empty where none was seen, which is not to say that there is none.
    """

    guid: UUID
    form: Form
    grade: Grade
    layer: str
    offset: int
    rva: int
    section: str | None
    calls: tuple[Call, ...] = ()
