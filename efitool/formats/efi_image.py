"""EFI images: PE/COFF files that firmware loads, and kernels that are more than that.

A Linux kernel with an EFI stub is a PE file and speaks its architecture's boot protocol too;
one without a stub is no PE file. The headers decide, never the file's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from efitool.errors import MalformedError
from efitool.formats import _bzimage, _pe
from efitool.formats._base import Format
from efitool.formats._inside import Inside
from efitool.model.image import Data, Image, PeHeader

NAME = "efi-image"


class BootProtocol(Protocol):
    """A module that decodes the kernels of one boot protocol of Linux."""

    def sniff(self, data: Data) -> bool:
        """Whether its magic is there."""

    def decode(self, data: Data, pe: PeHeader | None, inside: Inside) -> Image:
        """Decode a kernel, whose PE headers are given if it has an EFI stub."""


def boot_protocols() -> Iterator[BootProtocol]:
    """Yield all of them, x86 first: one that is not asked for costs no start-up time."""
    yield _bzimage
    from efitool.formats import _arm64_image, _loongarch_image, _riscv_image, _zboot, _zimage

    yield from (_zboot, _arm64_image, _riscv_image, _loongarch_image, _zimage)


def sniff(data: Data) -> bool:
    """Whether the bytes are a PE file or carry the magic of a kernel's boot protocol."""
    return _pe.sniff(data) or any(p.sniff(data) for p in boot_protocols())


def known_otherwise(data: Data) -> str | None:
    """Say what bytes are that are nearly an EFI image, None of others."""
    return _pe.known_otherwise(data)


def decode(data: Data, *, deep: bool = False) -> Image:
    """Decode headers and, if ``deep``, unpack the payload as a child.

    Raises `MalformedError`; with ``deep`` also `LimitError` and `MissingExtraError`.
    """
    return decode_inside(data, Inside(decode_inside, deep=deep))


def decode_inside(data: Data, inside: Inside) -> Image:
    """Decode an image that may stand inside another; `Inside` bounds what is inside it."""
    pe, warnings = _pe.decode(data) if _pe.sniff(data) else (None, ())
    if pe is None and _pe.lacks_header(data):
        raise MalformedError(NAME, "e_lfanew", 0x3C, "the PE header is not in the file (cut off?)")
    return _identified(_decode(data, pe, inside)._replace(warnings=warnings))


def _decode(data: Data, pe: PeHeader | None, inside: Inside) -> Image:
    for protocol in boot_protocols():
        if protocol.sniff(data):
            return protocol.decode(data, pe, inside)
    if pe:
        return _application(data, pe, inside)
    raise MalformedError(
        NAME, "signature", 0, _pe.known_otherwise(data) or "neither PE nor a kernel"
    )


def _application(data: Data, pe: PeHeader, inside: Inside) -> Image:
    from efitool.formats import _uki

    kind = _uki.type_of(data, pe)
    return _uki.decode(data, pe, kind, inside) if kind else _pe.image(data, pe)


def _identified(image: Image) -> Image:
    """Return the image with its SBAT entries and, if it is no kernel, the program it is."""
    if image.pe and any(s.name == ".sbat" for s in image.pe.sections):
        from efitool.formats import _sbat

        image = image._replace(sbat=_sbat.read(image.data, image.pe))
    if image.type.startswith("linux-"):
        return image
    from efitool.formats import _program

    return image._replace(program=_program.identify(image))


FORMAT = Format(
    name=NAME,
    summary="PE/COFF EFI images; Linux bzImage, Image, zImage, zboot, with or without EFI stub",
    sniff=sniff,
    decode=decode,
)
