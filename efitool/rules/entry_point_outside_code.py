"""The entry point of an EFI image lies in a section that holds code.

Firmware jumps there. What lies outside the sections is not the program; what is not executable
faults where firmware protects data from being executed.

Passes: every program. Fails: an image whose first section was replaced.

Reference: PE/COFF, Optional Header, AddressOfEntryPoint; shim, pe.c, handle_image().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image, SectionFlag
from efitool.rules._base import Rule, loaded


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Look for the sections that hold the entry point; one with code is enough."""
    pe = loaded(image)
    if pe is None:
        return
    held = [s for s in pe.sections if 0 <= pe.entry_point - s.rva < s.virtual_size]
    if not held:
        yield image.layer, f"the entry point {pe.entry_point:#x} lies in no section"
    elif not any(s.flags & (SectionFlag.CODE | SectionFlag.EXECUTE) for s in held):
        yield (
            f"{image.layer} section {held[0].name}",
            f"it holds the entry point {pe.entry_point:#x} and is not executable",
        )


RULE = Rule("entry-point-outside-code", Severity.ERROR, check, "link it again with its entry point")
