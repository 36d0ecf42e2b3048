"""The attribute certificate table: who signed an image, as the signatures claim.

UEFI 2.10, 32.2.4 (WIN_CERTIFICATE); PE/COFF, The Attribute Certificate Table.
"""

from __future__ import annotations

from struct import Struct

from efitool.formats import _pkcs7
from efitool.model.image import Data
from efitool.model.program import Certificate

HEADER = Struct("<IHH")
"""dwLength, wRevision, wCertificateType."""
ALIGNMENT = 8
REVISION_2 = 0x200
PKCS_SIGNED_DATA = 2

MAX_CERTIFICATES = 16
"""Entries that are read: images are signed once or twice."""

MAX_SIZE = 1 << 20
"""Bytes of one signature that are read: with its certificates it has ten thousand."""


def read(data: Data, offset: int, size: int) -> tuple[Certificate, ...]:
    """Decode the entries, up to the first that does not lie within the table and the file."""
    certificates: list[Certificate] = []
    end = min(offset + size, len(data))
    while offset + HEADER.size < end and len(certificates) < MAX_CERTIFICATES:
        length, revision, type = HEADER.unpack(data[offset : offset + HEADER.size])
        if not HEADER.size < length <= end - offset:
            break
        certificates.append(_certificate(data, offset, length, revision, type))
        offset += length + -length % ALIGNMENT
    return tuple(certificates)


def _certificate(data: Data, offset: int, length: int, revision: int, type: int) -> Certificate:
    signed = (revision, type) == (REVISION_2, PKCS_SIGNED_DATA)
    message = data[offset + HEADER.size : offset + min(length, MAX_SIZE)] if signed else b""
    return Certificate(offset, length, revision, type, _pkcs7.signers(message))
