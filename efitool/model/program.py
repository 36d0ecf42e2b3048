"""What a program says of itself: its name and version, and its SBAT entries."""

from __future__ import annotations

from typing import NamedTuple


class SbatEntry(NamedTuple):
    """One line of a ``.sbat`` section (shim, SBAT.md): fields as they stand there.

    ``generation`` is None where it is no number.
    """

    component: str
    generation: int | None
    vendor: str
    package: str
    version: str
    url: str


class Program(NamedTuple):
    """Which program an image is, by what it holds: never by its file name.

    ``mark`` is the text that names it, at ``offset`` of the layer; ``details`` are further facts
    by name, such as GRUB's prefix and the modules that are built in.
    """

    name: str
    version: str | None
    mark: str
    offset: int
    details: tuple[tuple[str, tuple[str, ...]], ...] = ()
