"""EFI images: PE/COFF files that firmware loads, and kernels that are more than that.

A Linux kernel with an EFI stub is a PE file and speaks its architecture's boot protocol too;
one without a stub is no PE file. The headers decide, never the file's name.
"""

from __future__ import annotations

from efitool.errors import MalformedError
from efitool.formats import _arm64_image, _banner, _bzimage, _codecs, _pe
from efitool.formats._base import Format
from efitool.model.image import Arch, Data, Image, ImageType, PeHeader, Segment, Subsystem
from efitool.model.linux import Linux, Payload, SetupHeader, XLoadFlag

NAME = "efi-image"

PE_TYPES = {
    Subsystem.EFI_APPLICATION: ImageType.EFI_APPLICATION,
    Subsystem.EFI_BOOT_SERVICE_DRIVER: ImageType.EFI_BOOT_DRIVER,
    Subsystem.EFI_RUNTIME_DRIVER: ImageType.EFI_RUNTIME_DRIVER,
}


def sniff(data: Data) -> bool:
    """Whether the bytes are a PE file or carry the magic of a kernel's boot protocol."""
    return _pe.sniff(data) or _bzimage.sniff(data) or _arm64_image.sniff(data)


def decode(data: Data, *, deep: bool = False) -> Image:
    """Decode headers and, if ``deep``, unpack the payload as a child.

    Raises `MalformedError`; with ``deep`` also `LimitError` and `MissingExtraError`.
    """
    pe, warnings = _pe.decode(data) if _pe.sniff(data) else (None, ())
    if pe is None and _pe.lacks_header(data):
        raise MalformedError(NAME, "e_lfanew", 0x3C, "the PE header is not in the file (cut off?)")
    image = _decode(data, pe)._replace(warnings=warnings)
    return _unpack(image) if deep else image


def _decode(data: Data, pe: PeHeader | None) -> Image:
    if _bzimage.sniff(data):
        return _decode_bzimage(data, pe)
    if _arm64_image.sniff(data):
        return _decode_arm64_image(data, pe)
    if pe:
        return _decode_pe(data, pe)
    raise MalformedError(NAME, "signature", 0, "neither PE nor a kernel")


def _decode_pe(data: Data, pe: PeHeader) -> Image:
    return Image(
        type=PE_TYPES.get(pe.subsystem, ImageType.PE),
        arch=_pe.ARCHES.get(pe.machine),
        layer="PE",
        layers=("pe",),
        data=data,
        pe=pe,
        segments=_pe.segments(pe, data),
    )


def _decode_bzimage(data: Data, pe: PeHeader | None) -> Image:
    header = _bzimage.setup_header(data)
    banner = _bzimage.banner(data, header)
    version = _bzimage.version(banner)
    if version is None and not _packs_like_linux(data, header):
        return _look_alike(data, pe, Linux(banner=banner, setup_header=header))
    payload = _bzimage.payload(data, header)
    _refuse_cut_off(_bzimage.NAME, data, pe)
    return Image(
        type=ImageType.LINUX_BZIMAGE,
        arch=_pe.ARCHES.get(pe.machine) if pe else _boot_protocol_arch(header),
        layer="bzImage",
        layers=(
            *(("pe",) if pe else ()),
            "bzimage",
            *((payload.compression,) if payload and payload.compression else ()),
        ),
        data=data,
        pe=pe,
        linux=Linux(
            version=version,
            banner=banner,
            setup_header=header,
            kernel_info=_bzimage.kernel_info(data, header),
            payload=payload,
            stub_version=pe.image_version if pe else None,
        ),
        segments=tuple(_without(_pe.segments(pe, data), payload)) if pe else (),
    )


def _packs_like_linux(data: Data, header: SetupHeader) -> bool:
    """Whether an image whose version is not Linux's has a payload as Linux packs it."""
    if not header.payload_offset:
        return False
    return _codecs.sniff(data, _bzimage.protected_mode(header) + header.payload_offset) is not None


def _look_alike(data: Data, pe: PeHeader | None, linux: Linux) -> Image:
    """Return the image of a program that borrows the boot protocol to be loaded like Linux."""
    if pe:
        return _decode_pe(data, pe)._replace(linux=linux)
    return Image(
        type=ImageType.X86_BOOT_IMAGE,
        arch=Arch.I386,
        layer="boot image",
        layers=("bzimage",),
        data=data,
        linux=linux,
    )


def _boot_protocol_arch(header: SetupHeader) -> Arch | None:
    """Return the arch of a kernel without PE headers; not known before protocol 2.12."""
    if header.xloadflags is None:
        return None
    return Arch.X86_64 if XLoadFlag.KERNEL_64 in header.xloadflags else Arch.I386


def _decode_arm64_image(data: Data, pe: PeHeader | None) -> Image:
    header = _arm64_image.header(data)
    _refuse_cut_off(_arm64_image.NAME, data, pe)
    banner = _banner.find(data, 0, len(data))
    return Image(
        type=ImageType.LINUX_ARM64,
        arch=Arch.ARM64,
        layer="Image",
        layers=("pe", "image") if pe else ("image",),
        data=data,
        pe=pe,
        linux=Linux(
            version=banner.version if banner else None,
            banner=banner.text if banner else None,
            arm64_header=header,
            stub_version=pe.image_version if pe else None,
        ),
        segments=_pe.segments(pe, data) if pe else (),
    )


def _refuse_cut_off(format: str, data: Data, pe: PeHeader | None) -> None:
    """Raise if a kernel lacks bytes that its headers promise: half a stub proves nothing."""
    for section in pe.sections if pe else ():
        if section.end > len(data):
            raise MalformedError(
                format,
                f"section {section.name}",
                section.offset,
                f"it ends at {section.end:#x}, the file at {len(data):#x} (cut off?)",
            )


def _without(segments: tuple[Segment, ...], payload: Payload | None) -> list[Segment]:
    """Cut the payload out: its bytes are neither code nor data of the layer that carries it."""
    if payload is None:
        return list(segments)
    cut: list[Segment] = []
    for s in segments:
        before = min(s.size, payload.offset - s.offset)
        after = max(0, payload.offset + payload.size - s.offset)
        if before > 0:
            cut.append(s._replace(size=before))
        if after < s.size:
            cut.append(s._replace(offset=s.offset + after, rva=s.rva + after, size=s.size - after))
    return cut


def _unpack(image: Image) -> Image:
    """Return the image with what its payload holds."""
    from efitool.formats import _inflate, _vmlinux

    linux = image.linux
    if linux and linux.arm64_header:
        contents = _vmlinux.contents(
            image.data, linux, image.layer, ">" if linux.arm64_header.big_endian else "<"
        )
        return image._replace(linux=contents)
    payload = linux.payload if linux else None
    if linux is None or payload is None or payload.compression is None:
        return image
    layer = f"{image.layer} > {payload.compression}"
    unpacked = _inflate.inflate(
        payload.compression,
        image.data,
        payload.offset,
        payload.size,
        expected=payload.unpacked_size,
        layer=layer,
    )
    child = _vmlinux.decode(unpacked, f"{layer} > vmlinux", (*image.layers, "elf"))
    return image._replace(
        layers=child.layers,
        linux=linux._replace(payload=payload._replace(unpacked_size=len(unpacked))),
        children=(child,),
    )


FORMAT = Format(
    name=NAME,
    summary="PE/COFF EFI images; Linux bzImage and arm64 Image, with or without EFI stub",
    sniff=sniff,
    decode=decode,
)
