"""A unified kernel image: what its sections hold, profile by profile.

UAPI.5 Unified Kernel Image.
"""

from __future__ import annotations

from typing import NamedTuple


class UkiSection(NamedTuple):
    """One section that the specification names.

    ``offset`` and ``size`` bound its content: the padding to the file alignment does not count.
    ``text`` is the content of a section that holds text, without trailing NULs, else None.
    """

    name: str
    offset: int
    size: int
    text: str | None


class Profile(NamedTuple):
    """One way to boot the image: the base sections, or those after one ``.profile``.

    ``number`` is None for the base, which every profile falls back to; profiles count from 0.
    ``id`` and ``title`` come from the ``.profile`` section.
    """

    number: int | None
    id: str | None
    title: str | None
    sections: tuple[UkiSection, ...]


class Uki(NamedTuple):
    """The parts of a UKI or of an addon; ``profiles`` begins with the base."""

    profiles: tuple[Profile, ...]

    @property
    def base(self) -> Profile:
        """What every profile shares, and what boots where there are no profiles."""
        return self.profiles[0]
