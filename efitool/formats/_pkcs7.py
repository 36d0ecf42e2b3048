"""Who signed a PKCS #7 message, by the certificates that it carries.

RFC 2315, 9 (SignedData); RFC 5280, 4.1 (Certificate); X.690, 8 and 10 (DER). Only names are asked
for: what is wrong ends the reading where it stands, and nothing is verified.
"""

from __future__ import annotations

from typing import NamedTuple

MAX_ELEMENTS = 64
"""Elements that are read of one sequence or set: a message has a handful of certificates."""

MAX_NAME = 256
"""Bytes that are read of a common name: X.520 bounds it to 64 characters."""

SEQUENCE, SET, CONTEXT_0 = 0x30, 0x31, 0xA0
COMMON_NAME = bytes.fromhex("550403")
"""The object identifier 2.5.4.3."""

UNNAMED = "somebody without a common name"

ENCODINGS = {0x14: "latin-1", 0x1C: "utf-32-be", 0x1E: "utf-16-be"}
"""Of T61String, UniversalString and BMPString; the other strings are UTF-8 or a part of it."""


class Element(NamedTuple):
    """One value: its tag, and what stands behind its length."""

    tag: int
    content: bytes


def signers(message: bytes) -> tuple[str, ...]:
    """Return the common name of each who signed; none if it is no signed message.

    One whose certificate is not in the message is known by the certificate's issuer.
    """
    signed_data = _within(_within(_within(message, SEQUENCE), CONTEXT_0), SEQUENCE)
    fields = _elements(signed_data)
    certificates = [
        e for field in fields if field.tag == CONTEXT_0 for e in _elements(field.content)
    ]
    infos = [e for field in fields[3:] if field.tag == SET for e in _elements(field.content)]
    subjects = dict(_identity(e.content) for e in certificates)
    return tuple(_signer(e.content, subjects) for e in infos)


def _elements(content: bytes) -> list[Element]:
    """Split what a sequence or a set holds; an element that is cut off is none."""
    elements: list[Element] = []
    at = 0
    while at + 2 <= len(content) and len(elements) < MAX_ELEMENTS:
        tag, length = content[at : at + 2]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(content[at : at + size], "big")
            at += size
        if at + length > len(content):
            break
        elements.append(Element(tag, content[at : at + length]))
        at += length
    return elements


def _within(content: bytes, tag: int) -> bytes:
    """Return the content of the first element that has a tag."""
    return next((e.content for e in _elements(content) if e.tag == tag), b"")


def _identity(certificate: bytes) -> tuple[tuple[bytes, bytes], bytes]:
    """Return what signers refer to a certificate by, issuer and serial number, and its subject."""
    fields = [e for e in _elements(_within(certificate, SEQUENCE)) if e.tag != CONTEXT_0]
    match fields:
        case [serial, _, issuer, _, subject, *_]:
            return (issuer.content, serial.content), subject.content
        case _:
            return (b"", b""), b""


def _signer(info: bytes, subjects: dict[tuple[bytes, bytes], bytes]) -> str:
    """Name the one who made a ``SignerInfo``."""
    match _elements(_within(info, SEQUENCE)):
        case [issuer, serial]:
            subject = subjects.get((issuer.content, serial.content))
            known = f"one certified by {_common_name(issuer.content)}"
            return known if subject is None else _common_name(subject)
        case _:
            return UNNAMED


def _common_name(name: bytes) -> str:
    """Return the common name of a ``Name``: sets of pairs of a type and a value."""
    for part in _elements(name):
        match _elements(_within(part.content, SEQUENCE)):
            case [Element(content=kind), Element(tag, value)] if kind == COMMON_NAME:
                return value[:MAX_NAME].decode(ENCODINGS.get(tag, "utf-8"), "backslashreplace")
    return UNNAMED
