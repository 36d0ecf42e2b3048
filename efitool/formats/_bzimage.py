"""x86 kernels that speak the boot protocol: the setup header and what it leads to.

Linux v6.12, Documentation/arch/x86/boot.rst.
"""

from __future__ import annotations

import re
from typing import Any

from efitool.errors import MalformedError
from efitool.formats import _codecs, _pe
from efitool.formats._boot_layouts import KERNEL_INFO, SETUP_HEADER
from efitool.formats._inside import Inside
from efitool.formats._payload import unpacked, without
from efitool.model.image import Arch, Data, Image, ImageType, PeHeader
from efitool.model.linux import KernelInfo, Linux, LoadFlag, Payload, SetupHeader, XLoadFlag

NAME = "bzimage"
SECTOR = 512
SETUP_HEADER_OFFSET = 0x1F1
PAGE = 4096
"""Bytes of ``struct boot_params``, in which a kernel is handed the header: no image is as small."""
MAX_BANNER = 512
"""Bound on the version string; Linux's ends within the setup sectors."""

SINCE = {
    "heap_end_ptr": 0x201,
    "ext_loader_ver": 0x202,
    "ext_loader_type": 0x202,
    "cmd_line_ptr": 0x202,
    "initrd_addr_max": 0x203,
    "kernel_alignment": 0x205,
    "relocatable_kernel": 0x205,
    "min_alignment": 0x20A,
    "xloadflags": 0x20C,
    "cmdline_size": 0x206,
    "hardware_subarch": 0x207,
    "hardware_subarch_data": 0x207,
    "payload_offset": 0x208,
    "payload_length": 0x208,
    "setup_data": 0x209,
    "pref_address": 0x20A,
    "init_size": 0x20A,
    "handover_offset": 0x20B,
    "kernel_info_offset": 0x20F,
}

LINUX_VERSION = re.compile(r"(\d+\.\d+\S*) \([^()]*@[^()]*\) #")
"""``uname -r``, who compiled it where, and the build: Linux v6.12, arch/x86/boot/version.c."""


def sniff(data: Data) -> bool:
    """Whether a setup header stands where the boot protocol wants it."""
    return (
        data[0x1FE:0x200] == b"\x55\xaa"
        and data[0x202:0x206] == b"HdrS"
        and not is_handed_over(data)
    )


def is_handed_over(data: Data) -> bool:
    """Whether it is the page that a kernel is handed, which has a copy of the setup header.

    The EFI stub has put a signature before that, any other loader its own type (never 0) into it.
    """
    signature, type_of_loader = data[0x1C0:0x1C4], data[0x210:0x211]
    return signature in (b"EL32", b"EL64") or (len(data) == PAGE and type_of_loader > b"\0")


def decode(data: Data, pe: PeHeader | None, inside: Inside) -> Image:
    """Decode a kernel, or a program that borrows the boot protocol to be loaded like one."""
    header = setup_header(data)
    text = banner(data, header)
    release = version(text)
    if release is None and not _packs_like_linux(data, header):
        return _look_alike(data, pe, Linux(banner=text, setup_header=header))
    packed = payload(data, header)
    _pe.refuse_cut_off(NAME, data, pe)
    image = Image(
        type=ImageType.LINUX_BZIMAGE,
        arch=_pe.ARCHES.get(pe.machine) if pe else _arch(header),
        layer="bzImage",
        layers=(
            *(("pe",) if pe else ()),
            "bzimage",
            *((packed.compression,) if packed and packed.compression else ()),
        ),
        data=data,
        pe=pe,
        linux=Linux(
            version=release,
            banner=text,
            setup_header=header,
            kernel_info=kernel_info(data, header),
            payload=packed,
            stub_version=pe.image_version if pe else None,
        ),
        segments=without(_pe.segments(pe, data), packed) if pe else (),
    )
    return unpacked(image, _kernel_proper) if inside.deep else image


def _kernel_proper(data: Data, layer: str, layers: tuple[str, ...]) -> Image:
    from efitool.formats import _vmlinux

    return _vmlinux.decode(data, f"{layer} > vmlinux", (*layers, "elf"))


def _packs_like_linux(data: Data, header: SetupHeader) -> bool:
    """Whether an image whose version is not Linux's has a payload as Linux packs it."""
    if not header.payload_offset:
        return False
    return _codecs.sniff(data, protected_mode(header) + header.payload_offset) is not None


def _look_alike(data: Data, pe: PeHeader | None, linux: Linux) -> Image:
    """Return the image of a program that is no Linux."""
    if pe:
        return _pe.image(data, pe)._replace(linux=linux)
    return Image(
        type=ImageType.X86_BOOT_IMAGE,
        arch=Arch.I386,
        layer="boot image",
        layers=("bzimage",),
        data=data,
        linux=linux,
    )


def _arch(header: SetupHeader) -> Arch | None:
    """Return the arch of a kernel without PE headers; not known before protocol 2.12."""
    if header.xloadflags is None:
        return None
    return Arch.X86_64 if XLoadFlag.KERNEL_64 in header.xloadflags else Arch.I386


def setup_header(data: Data) -> SetupHeader:
    """Decode the setup header as far as the image's boot protocol defines it."""
    raw = SETUP_HEADER.parse(NAME, data, SETUP_HEADER_OFFSET)
    values: dict[str, Any] = {
        name: value
        for name, value in raw.items()
        if name in SetupHeader._fields and raw["version"] >= SINCE.get(name, 0)
    }
    values["loadflags"] = LoadFlag(raw["loadflags"])
    if "xloadflags" in values:
        values["xloadflags"] = XLoadFlag(raw["xloadflags"])
    return SetupHeader(**values)


def protected_mode(header: SetupHeader) -> int:
    """Return the offset of the protected-mode kernel: what follows the setup sectors."""
    return ((header.setup_sects or 4) + 1) * SECTOR


def banner(data: Data, header: SetupHeader) -> str | None:
    """Return the version string that ``kernel_version`` points at."""
    if not header.kernel_version:
        return None
    start = header.kernel_version + 0x200
    if start >= len(data):
        problem = f"the version is at {start:#x}, the file ends at {len(data):#x} (cut off?)"
        raise MalformedError(NAME, "kernel_version", 0x20E, problem)
    end = min(start + MAX_BANNER, protected_mode(header))
    text = data[start:end].partition(b"\0")[0]
    return text.decode("utf-8", "backslashreplace") or None


def version(banner: str | None) -> str | None:
    """Return ``uname -r`` if the version string is a Linux kernel's."""
    match = LINUX_VERSION.match(banner or "")
    return match[1] if match else None


def kernel_info(data: Data, header: SetupHeader) -> KernelInfo | None:
    """Decode ``kernel_info``; None before boot protocol 2.15."""
    if not header.kernel_info_offset:
        return None
    offset = protected_mode(header) + header.kernel_info_offset
    raw = KERNEL_INFO.parse(NAME, data, offset)
    magic = raw.pop("header")
    if magic != b"LToP":
        raise MalformedError(
            NAME, "kernel_info_offset", 0x268, f"found {magic!r}, expected b'LToP'"
        )
    return KernelInfo(offset, **raw)


def payload(data: Data, header: SetupHeader) -> Payload | None:
    """Locate the compressed kernel and name its codec; None where the header has none."""
    if not header.payload_offset or not header.payload_length:
        return None
    offset = protected_mode(header) + header.payload_offset
    size = header.payload_length
    if offset + size > len(data):
        raise MalformedError(
            NAME,
            "payload_length",
            0x24C,
            f"the payload ends at {offset + size:#x}, the file at {len(data):#x} (cut off?)",
        )
    return Payload(
        offset=offset,
        size=size,
        compression=_codecs.sniff(data, offset),
        unpacked_size=int.from_bytes(data[offset + size - 4 : offset + size], "little"),
    )
