"""The checksums of firmware volumes and of the files in them are right.

Firmware leaves out a volume or a file of which the header's checksum is wrong, and everything in
it. A wrong one of a file's content or of a CRC32 section is looked at by few; it shows damage.

Passes: what edk2's build writes. Fails: an image of flash that was cut, or edited without mending
the checksums.

Reference: PI 1.8, volume 3, 3.2.1 and 3.2.3; 3.2.5.7 for sections.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, few


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Count them: of a damaged flash there may be thousands."""
    wrong = image.firmware.wrong_checksums if image.firmware else ()
    if wrong:
        told = few([f"{oddity.what} at {oddity.where}" for oddity in wrong])
        yield f"{image.layer}:{wrong[0].where}", f"a checksum is wrong: {told}"


RULE = Rule("firmware-checksum-wrong", Severity.ERROR, check, "take the firmware from its source")
