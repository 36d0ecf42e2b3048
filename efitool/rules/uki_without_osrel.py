"""A unified kernel image says in ``.osrel`` which system it boots.

Firmware starts one that does not say so, but systemd-boot does not show it and bootctl and
kernel-install do not take it for a UKI.

Passes: what `ukify` writes on a host with an os-release file. Fails: what a plain `objcopy` puts
together without one.

Reference: UAPI.5 Unified Kernel Image, UKI Components; systemd v258, src/boot/boot.c,
boot_entry_add_type2(), and src/shared/pe-binary.c, pe_is_uki().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, few
from efitool.rules._profiles import lacking


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Look for the section in each profile that can be booted, and in the base."""
    if profiles := lacking(image, ".osrel"):
        yield few(profiles), "it is missing or empty: systemd-boot does not list the image"


RULE = Rule("uki-without-osrel", Severity.WARNING, check, "build it with ukify --os-release")
