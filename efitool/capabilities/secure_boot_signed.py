"""The image carries an Authenticode signature.

What counts: a certificate table that lies within the file and begins with a PKCS #7 certificate
(WIN_CERT_TYPE_PKCS_SIGNED_DATA); any other content answers *unknown*. Who signed, whether the
digest fits and whether any machine would trust it is not claimed: use ``sbverify`` for that.

Reference: PE/COFF, The Attribute Certificate Table; UEFI 2.10, 32.2.
"""

from __future__ import annotations

from efitool.capabilities._base import Question, Subject, no, unknown, yes
from efitool.model.capability import Capability, Evidence

ID = "secure-boot-signed"
HEADER = 8
"""Size of WIN_CERTIFICATE before the certificate itself: dwLength, wRevision, wCertificateType."""
PKCS7 = bytes.fromhex("0002 0200")
"""wRevision 0x200 and wCertificateType 2."""


def answer(subject: Subject) -> Capability:
    """Look at the security directory, whose address is a file offset."""
    image = subject.image
    tables = [d for d in (image.pe.directories if image.pe else ()) if d.name == "security"]
    if not tables or not tables[0].size:
        return no(ID, "it has no certificate table")
    table = tables[0]
    seen = Evidence(f"certificate table of {table.size} bytes", image.layer, table.rva)
    if table.rva + table.size > len(image.data):
        return unknown(ID, "its certificate table lies outside the file", seen)
    header = image.data[table.rva : table.rva + HEADER]
    length = int.from_bytes(header[:4], "little")
    if header[4:] != PKCS7 or not HEADER < length <= table.size:
        return unknown(ID, "its certificate table does not begin with a PKCS #7 certificate", seen)
    return yes(ID, "a signature is present; it is not verified", seen)


QUESTION = Question(ID, applies=lambda image: image.pe is not None, answer=answer)
