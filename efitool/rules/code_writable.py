"""An image with the NX_COMPAT flag has no section that is both writable and executable.

The flag promises that code and data are apart. A section that is both breaks the promise: shim
and firmware that enforce NX refuse the image. Without the flag, the rule image-not-nx speaks.

Passes: Linux and systemd-boot. Fails: Xen 4.17.

Reference: UEFI 2.10, 7.2.2, EFI_MEMORY_ATTRIBUTE_PROTOCOL; shim, pe.c, handle_image().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image, SectionFlag
from efitool.rules._base import Rule, few, loaded

WRITABLE_CODE = SectionFlag.WRITE | SectionFlag.EXECUTE


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare the flags of the sections with that of the image."""
    pe = loaded(image)
    sections = pe.sections if pe and pe.nx_compat else ()
    both = [s.name for s in sections if s.flags & WRITABLE_CODE == WRITABLE_CODE]
    if both:
        yield image.layer, f"NX_COMPAT is set, and yet writable and executable: {few(both)}"


RULE = Rule(
    "code-writable", Severity.WARNING, check, "link code and data into sections of their own"
)
