"""Who built a firmware, when and from what: the texts that it puts into its SMBIOS tables.

The driver for SMBIOS has them one after the other, as UCS-2: version, date and vendor are values
that the build sets (``PcdFirmwareVersionString`` and its like).

Reference: edk2-stable202502, OvmfPkg/SmbiosPlatformDxe/SmbiosPlatformDxe.c, InstallAllStructures();
MdeModulePkg/MdeModulePkg.dec.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from efitool.model.firmware import Build
from efitool.model.image import Image

MODULE = "SmbiosPlatformDxe"
TEXT = re.compile(rb"(?:[\x20-\x7e]\0){4,64}")
DATE = re.compile(r"(?:0[1-9]|1[0-2])/[0-3]\d/20\d\d")
UNSET_DATE = "02/02/2022"
"""What edk2 falls back to where the build sets no date (edk2-stable202502, ibid.)."""
VERSION = re.compile(r"(?:edk2-stable)?20\d\d\d?\.?\d\d?\S*")
VENDOR = re.compile(r".?(?P<name>(?:[A-Z].*)?EDK II)")
"""A character may stand before a text that belongs to the bytes in front of it."""


def read(images: Iterable[Image]) -> Build | None:
    """Return what the driver for SMBIOS says; None where there is none or it says no version."""
    for image in images:
        if f":{MODULE} > " not in image.layer:
            continue
        texts = [m[0].decode("utf-16-le") for m in TEXT.finditer(image.data)]
        version = _first(VERSION, texts)
        if version:
            vendors = [m["name"] for text in texts if (m := VENDOR.fullmatch(text))]
            dates = [t for t in texts if DATE.fullmatch(t)]
            date = next((d for d in dates if d != UNSET_DATE), None)
            return Build(image.layer, vendors[0] if vendors else None, version, date)
    return None


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str | None:
    return next((text for text in texts if pattern.fullmatch(text)), None)
