"""A unified kernel image: what its sections hold, profile by profile.

UAPI.5 Unified Kernel Image.
"""

from __future__ import annotations

from typing import NamedTuple


class UkiSection(NamedTuple):
    """One section that the specification names.

    ``offset`` and ``size`` bound its content, as far as it is in the file: the padding to the file
    alignment does not count. ``text`` is the content of a section that holds text, without
    trailing NULs; None of any other, and of a text that is too long to be one.
    """

    name: str
    offset: int
    size: int
    text: str | None


class Profile(NamedTuple):
    """One way to boot the image: the base sections, or a ``.profile`` and what follows it.

    ``number`` is None for the base, which every profile falls back to; profiles count from 0.
    ``id`` and ``title`` come from the ``.profile`` section.
    """

    number: int | None
    id: str | None
    title: str | None
    sections: tuple[UkiSection, ...]

    @property
    def selector(self) -> str:
        """What selects the profile on the stub's command line: ``@0``; empty for the base."""
        return "" if self.number is None else f"@{self.number}"

    def section(self, name: str) -> UkiSection | None:
        """Return the section of a name that the stub uses: of several the first."""
        return next((s for s in self.sections if s.name == name), None)


class Uki(NamedTuple):
    """The parts of a UKI or of an addon; ``profiles`` begins with the base."""

    profiles: tuple[Profile, ...]

    @property
    def base(self) -> Profile:
        """What every profile shares, and what boots where there are no profiles."""
        return self.profiles[0]

    @property
    def choices(self) -> tuple[Profile, ...]:
        """The profiles that can be booted: the base only where there is no other."""
        return self.profiles[1:] or self.profiles

    def owner(self, profile: Profile, name: str) -> Profile:
        """Return whose section a profile boots with: its own if it has it, else the base's."""
        return profile if profile.section(name) else self.base
