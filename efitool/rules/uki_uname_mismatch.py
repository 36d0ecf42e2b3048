"""The ``.uname`` of a unified kernel image is the version of the kernel in it.

Boot menus and kernel-install show and sort by ``.uname`` without looking at the kernel. Where the
two differ one part was replaced and the other was not, and the initrd may hold the modules of
another kernel.

Passes: what `ukify` writes if it finds the version itself. Fails: a UKI rebuilt with a new kernel
and the old ``--uname``.

Reference: UAPI.5 Unified Kernel Image, UKI Components.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule
from efitool.rules._profiles import kernel, place, unified

if TYPE_CHECKING:
    from efitool.model.uki import Profile, Uki

UNAME = ".uname"


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare the text with the version that the kernel, or what it unpacks, says of itself."""
    if uki := unified(image):
        found = (_mismatch(image, uki, profile) for profile in uki.choices)
        yield from dict.fromkeys(mismatch for mismatch in found if mismatch)


def _mismatch(image: Image, uki: Uki, profile: Profile) -> tuple[str, str] | None:
    owner = uki.owner(profile, UNAME)
    uname = owner.section(UNAME)
    linux = kernel(image, uki, profile)
    if uname is None or uname.text is None or linux is None:
        return None
    said, version = uname.text.strip(), _version(linux)
    if version in (None, said):
        return None
    return place(image, owner, UNAME), f"it says {said}, the kernel is {version}"


def _version(linux: Image) -> str | None:
    versions = (layer.linux.version for layer in linux.walk() if layer.linux)
    return next(filter(None, versions), None)


RULE = Rule("uki-uname-mismatch", Severity.WARNING, check, "build it again from one kernel package")
