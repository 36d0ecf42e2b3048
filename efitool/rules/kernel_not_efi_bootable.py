"""A Linux kernel has the PE headers that make it an EFI application, and is not compressed.

Without them firmware cannot start it, nor can systemd-boot or a UKI; GRUB and QEMU still load it
by the boot protocol of its architecture. Nor does firmware unpack a file before it starts it.

Passes: kernels built with CONFIG_EFI_STUB, as distributions do. Fails: one without; a ``vmlinux``
as the linker leaves it; an ``Image.gz``.

Reference: Linux v6.12, Documentation/admin-guide/efi-stub.rst.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image, ImageType
from efitool.rules._base import Rule

CODECS = {"gzip", "xz", "lzma", "lzo", "lz4", "zstd", "bzip2"}
"""What a whole file may be packed with: the outermost layer then."""
UNPACKING = {"bzimage", "zboot", "zimage"}
"""Kernels that unpack another."""


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Look for PE headers where a kernel begins; what a kernel unpacks needs none."""
    if not (image.type.startswith("linux-") or _alone(image)):
        return
    if image.pe is None:
        yield image.layer, "it has no PE header: firmware cannot start it, only a boot loader can"
    elif image.layers[0] in CODECS and image.layer.count(" > ") == 1:
        yield image.layer, f"the file is packed with {image.layers[0]}: firmware cannot unpack it"


def _alone(image: Image) -> bool:
    """Whether it is a kernel as the linker leaves it, which no other kernel unpacks."""
    unpacked = {*image.layers} & UNPACKING
    return image.type is ImageType.ELF and image.linux is not None and not unpacked


RULE = Rule(
    "kernel-not-efi-bootable",
    Severity.NOTE,
    check,
    "start it with a boot loader, or build it with CONFIG_EFI_STUB=y",
)
