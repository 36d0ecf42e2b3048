"""The image carries an Authenticode signature.

What counts: an entry of the certificate table, within the file, that holds PKCS #7 signed data
(WIN_CERT_TYPE_PKCS_SIGNED_DATA) with somebody who signed; a table without one answers *unknown*.
The names are those in the certificates that come with the signature. Whether it is theirs, whether
the digest fits and whether any machine would trust it is not claimed: use ``sbverify`` for that.

Reference: PE/COFF, The Attribute Certificate Table; UEFI 2.10, 32.2.
"""

from __future__ import annotations

from efitool.capabilities._base import Question, Subject, no, unknown, yes
from efitool.model.capability import Capability, Evidence
from efitool.model.program import Certificate

ID = "secure-boot-signed"


def answer(subject: Subject) -> Capability:
    """Look at the security directory, whose address is a file offset."""
    image = subject.image
    table = image.pe.directory("security") if image.pe else None
    if table is None or not table.size:
        return no(ID, "it has no certificate table")
    seen = Evidence(f"certificate table of {table.size} bytes", image.layer, table.rva)
    if table.rva + table.size > len(image.data):
        return unknown(ID, "its certificate table lies outside the file", seen)
    from efitool.formats import _certificates

    certificates = _certificates.read(image.data, table.rva, table.size)
    names = [name for certificate in certificates for name in certificate.signers]
    if not names:
        return unknown(ID, "its certificate table holds no PKCS #7 signature", seen)
    evidence = (Evidence(_entry(c), image.layer, c.offset) for c in certificates)
    return yes(ID, f"a signature by {', '.join(names)} is present; it is not verified", *evidence)


def _entry(certificate: Certificate) -> str:
    signers = ", ".join(certificate.signers) or f"type {certificate.type:#x}, of nobody named"
    return f"certificate of {certificate.size} bytes: {signers}"


QUESTION = Question(ID, applies=lambda image: image.pe is not None, answer=answer)
