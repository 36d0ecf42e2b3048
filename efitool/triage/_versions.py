"""Which release has a fix: of the kernel by version, of EDK II by its stable tag.

A distribution that writes ``6.8.0-31`` hides which stable release it took, and may have taken
fixes on its own: of such a kernel it is unknown. Debian's ``6.12.117+deb13`` says it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from efitool.model.capability import Answer

Series: TypeAlias = tuple[int, int]


class Release(NamedTuple):
    """A version of Linux: 6.12, and 117."""

    series: Series
    patch: int | None
    """None where the distribution's own number hides it."""
    candidate: bool
    """Whether it is an -rc, which may lack what the release has."""


class KernelFix(NamedTuple):
    """A fix of Linux, and where it is."""

    commit: str
    what: str
    """What goes wrong without it."""
    since: Series
    """The first series that has the bug."""
    mainline: Series
    """The first series that has the fix from its beginning."""
    stable: Mapping[Series, int | None] = {}
    """The first stable release with it; None: none has it. Of other series it is unknown."""


class FirmwareFix(NamedTuple):
    """A fix of EDK II, and the stable tags (202511) that have the bug first and no more."""

    commit: str
    what: str
    since: int
    tag: int


RELEASE = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?(.*)", re.DOTALL)
TAG = re.compile(r"(?<![\d.])(20[12]\d)[.-]?(0[1-9]|1[0-2])(?![.\d]?\d{3})")
OTHERS = re.compile(r"u-boot|coreboot|seabios", re.IGNORECASE)
"""Firmware whose versions look like EDK II's, and are not."""


def release(text: str) -> Release | None:
    """Return the version that ``uname -r`` tells, None where it is none."""
    match = RELEASE.match(text)
    if match is None:
        return None
    major, minor, patch, rest = match.groups()
    hidden = patch == "0" and re.match(r"-\d", rest) is not None
    number = None if hidden else int(patch or 0)
    return Release((int(major), int(minor)), number, rest.startswith("-rc"))


def kernel_has(text: str | None, fix: KernelFix) -> Answer:
    """Tell whether a kernel has a fix, or never had the bug."""
    found = release(text or "")
    if found is None:
        return Answer.UNKNOWN
    if found.series < fix.since or found.series > fix.mainline:
        return Answer.YES
    if found.series == fix.mainline:
        return Answer.UNKNOWN if found.candidate else Answer.YES
    if found.patch is None or found.series not in fix.stable:
        return Answer.UNKNOWN
    first = fix.stable[found.series]
    return Answer.YES if first is not None and found.patch >= first else Answer.NO


def edk2_tag(text: str) -> int | None:
    """Return 202505 of ``edk2-stable202505``, ``2025.05-1`` or ``edk2-20250523``, or None."""
    match = None if OTHERS.search(text) else TAG.search(text)
    return int(match[1] + match[2]) if match else None


def firmware_has(text: str | None, fix: FirmwareFix) -> Answer:
    """Tell whether a build of EDK II has a fix, or never had the bug."""
    tag = edk2_tag(text or "")
    if tag is None:
        return Answer.UNKNOWN
    return Answer.NO if fix.since <= tag < fix.tag else Answer.YES
