"""The ``.sbat`` section is what shim can read.

shim refuses an image if a line of the section has fewer than six fields or an empty one. A
generation that is no number counts as 0, and is revoked with the first generation that ever is.

Passes: GRUB, shim, systemd-boot. Fails: a line that lacks the name of the package, as memtest86+
7.20 has it.

Reference: shim 16.1, sbat.c, parse_sbat_section() and verify_single_entry(); shim, SBAT.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.model.program import SbatEntry
from efitool.rules._base import Rule


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Look at the fields of each entry."""
    for number, entry in enumerate(image.sbat, 1):
        if problem := _problem(entry):
            yield f"{image.layer} .sbat, line {number}", problem


def _problem(entry: SbatEntry) -> str | None:
    if "" in entry:
        return f"{entry.component or 'a component'} has fewer than six fields or an empty one"
    if entry.generation is None:
        return f"the generation of {entry.component} is no number"
    return None


RULE = Rule(
    "sbat-malformed",
    Severity.WARNING,
    check,
    "give each line component, generation, vendor, package, version and URL",
)
