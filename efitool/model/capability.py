"""What an image can do, and how one knows."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Answer(StrEnum):
    """Never *no* because a thing was not looked at."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Evidence(NamedTuple):
    """One thing that was seen, and where. ``offset`` counts within ``layer``."""

    what: str
    layer: str
    offset: int | None = None


class Capability(NamedTuple):
    """The answer to one question about one image, and the layer of it that gave the answer."""

    id: str
    answer: Answer
    why: str
    evidence: tuple[Evidence, ...] = ()
    layer: str | None = None
    platforms: tuple[str, ...] = ()
    """Where the image can, if that depends on the platform: ``tdx``, ``sev-snp``."""
