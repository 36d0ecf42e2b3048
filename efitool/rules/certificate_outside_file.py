"""The certificate table of a signed image lies within the file.

A signature that is cut off cannot be verified: firmware with Secure Boot refuses the image. The
usual cause is a copy that was cut off, since the table stands at the end.

Passes: any complete file, signed or not. Fails: a signed kernel that lacks its last byte.

Reference: PE/COFF, The Attribute Certificate Table; UEFI 2.10, 32.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare the end of the table, whose address is a file offset, with the size of the file."""
    for directory in image.pe.directories if image.pe else ():
        end = directory.rva + directory.size
        if directory.name == "security" and directory.size and end > len(image.data):
            yield image.layer, f"the signature ends at {end:#x}, the file at {len(image.data):#x}"


RULE = Rule("certificate-outside-file", Severity.ERROR, check, "get a complete copy of the file")
