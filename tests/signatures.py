"""PKCS #7 signatures for tests: the structure of RFC 2315 and RFC 5280, with nothing signed."""

from __future__ import annotations

import struct

UTF8, PRINTABLE, BMP = 0x0C, 0x13, 0x1E


def der(tag: int, *parts: bytes) -> bytes:
    """Encode a value, its length in as many bytes as DER wants."""
    content = b"".join(parts)
    size = len(content)
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return (
        bytes([tag])
        + (bytes([size]) if size < 128 else bytes([0x80 | len(length)]) + length)
        + (content)
    )


def name(text: bytes, tag: int = UTF8, attribute: bytes = b"\x55\x04\x03") -> bytes:
    """Encode a ``Name`` of a country and one more attribute, by default a common name."""
    country = der(0x31, der(0x30, der(6, b"\x55\x04\x06"), der(PRINTABLE, b"XX")))
    return der(0x30, country, der(0x31, der(0x30, der(6, attribute), der(tag, text))))


def certificate(issuer: bytes, serial: int, subject: bytes, *, version: bool = True) -> bytes:
    """Encode a certificate, of which only what names it is there."""
    tbs = der(
        0x30,
        der(0xA0, der(2, b"\2")) if version else b"",
        der(2, bytes([serial])),
        der(0x30),
        issuer,
        der(0x30),
        subject,
    )
    return der(0x30, tbs, der(0x30), der(3, b"\0"))


def signer(issuer: bytes, serial: int) -> bytes:
    """Encode a ``SignerInfo`` that refers to a certificate."""
    return der(0x30, der(2, b"\1"), der(0x30, issuer, der(2, bytes([serial]))), der(0x30))


def message(certificates: list[bytes], signers: list[bytes], *, crl: bool = False) -> bytes:
    """Encode ``SignedData`` within its ``ContentInfo``."""
    signed = der(
        0x30,
        der(2, b"\1"),
        der(0x31, der(0x30)),
        der(0x30, der(6, b"\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x04")),
        der(0xA0, *certificates) if certificates else b"",
        der(0xA1) if crl else b"",
        der(0x31, *signers),
    )
    return der(0x30, der(6, bytes.fromhex("2a864886f70d010702")), der(0xA0, signed))


def signature(text: bytes = b"Test Signer") -> bytes:
    """Encode the signature of somebody, with the certificates of both them and their issuer."""
    root = name(b"Test CA")
    certificates = [certificate(root, 1, root), certificate(root, 7, name(text))]
    return message(certificates, [signer(root, 7)])


def win_certificate(content: bytes, revision: int = 0x200, type: int = 2) -> bytes:
    """Build a WIN_CERTIFICATE (UEFI 2.10, 32.2.4), padded as the table wants it."""
    entry = struct.pack("<IHH", 8 + len(content), revision, type) + content
    return entry + bytes(-len(entry) % 8)
