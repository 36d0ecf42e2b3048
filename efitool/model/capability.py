"""What an image can do, and how one knows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """Never *no* because a thing was not looked at."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was seen, and where. ``offset`` counts within ``layer``."""

    what: str
    layer: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Capability:
    """The answer to one question about one image."""

    id: str
    answer: Answer
    why: str
    evidence: tuple[Evidence, ...] = ()
