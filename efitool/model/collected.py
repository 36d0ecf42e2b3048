"""What was gathered of a running system for somebody else to look at."""

from __future__ import annotations

from typing import NamedTuple


class Taken(NamedTuple):
    """A file that was taken, as it is handed on."""

    name: str
    """Its name in the bundle: the path on the system, where it is a single file."""
    content: bytes
    why: str
    """What it tells."""
    note: str = ""
    """How it differs from what stands on the system."""


class Left(NamedTuple):
    """What was not taken, and why not."""

    path: str
    why: str
    refused: bool = False
    """Whether it is there, and could not be read."""


class Collected(NamedTuple):
    """All that was taken, and what was not."""

    taken: tuple[Taken, ...]
    left: tuple[Left, ...]
