"""A profile of a unified kernel image has each section once.

The stub takes the first of a name and ignores the others: a command line that was appended as a
second ``.cmdline`` has no effect. Only ``.dtbauto`` and ``.efifw`` may stand there several times,
of which the hardware selects one.

Passes: a ``.cmdline`` in the base and one in each profile. Fails: two in the base.

Reference: UAPI.5 Unified Kernel Image, UKI Components and Multi-Profile UKIs; systemd v258,
src/boot/pe.c, pe_locate_sections_internal().
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, few
from efitool.rules._profiles import place

SELECTED = {".dtbauto", ".efifw"}


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Count the names in the base and in each profile, of a UKI or an addon."""
    repeated = [
        f"{place(image, profile, name)} {count} times"
        for profile in (image.uki.profiles if image.uki else ())
        for name, count in Counter(s.name for s in profile.sections).items()
        if count > 1 and name not in SELECTED
    ]
    if repeated:
        yield image.layer, f"it has {few(repeated)}: only the first is used"


RULE = Rule("uki-section-repeated", Severity.WARNING, check, "keep the one that is meant")
