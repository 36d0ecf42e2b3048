"""Every profile of a unified kernel image has an ID, and no other profile has the same.

Boot menus call an entry by the ID of its profile, and by its number where it has none: a number
changes when a profile is put before it. Of two with one ID only one can be chosen by name.

Passes: ``ID=main`` and ``ID=factory-reset``. Fails: a ``.profile`` that has a ``TITLE=`` only.

Reference: UAPI.5 Unified Kernel Image, Multi-Profile UKIs; systemd v258, src/boot/boot.c,
boot_entry_add_type2().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, few


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Collect the profiles of each ID; the base has none."""
    by_id: dict[str, list[str]] = {}
    for profile in image.uki.profiles[1:] if image.uki else ():
        by_id.setdefault(profile.id or "", []).append(profile.selector)
    if nameless := by_id.pop("", None):
        yield image.layer, f"no ID in .profile: {few(nameless)}"
    if shared := [f"{id} of {few(of)}" for id, of in by_id.items() if len(of) > 1]:
        yield image.layer, f"the same ID in several profiles: {few(shared)}"


RULE = Rule("uki-profile-id", Severity.NOTE, check, "give each .profile an ID= of its own")
