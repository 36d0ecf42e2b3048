"""Nothing follows the certificate table: behind it the signature no longer matches.

Firmware and shim hash what follows the last section, less as many bytes as the certificate table
has: with bytes behind it they hash others than the signer did, and refuse the image. Its causes
are a file that was written over a longer one, and data that was appended to hide it in a signed
file.

Passes: any image as it was signed. Fails: a signed image with one more byte at its end.

Reference: PE/COFF, The Attribute Certificate Table; shim 16.1, pe.c, generate_hash(); EDK II,
DxeImageVerificationLib.c, HashPeImage().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule
from efitool.rules.trailing_data import claimed


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare the end of the certificate table with the size of the file."""
    certificates = image.pe.directory("security") if image.pe else None
    if image.pe is None or certificates is None:
        return
    end = certificates.rva + certificates.size
    if end == claimed(image.pe) < len(image.data):
        behind = len(image.data) - end
        message = f"{behind} bytes follow the certificate table: the signature no longer matches"
        yield f"{image.layer} {end:#x}", message


RULE = Rule("signature-outgrown", Severity.WARNING, check, "cut them off, or sign the image again")
