"""A Linux kernel has the PE headers that make it an EFI application.

Without them firmware cannot start it, nor can systemd-boot or a UKI; GRUB and QEMU still load it
by the boot protocol of its architecture.

Passes: kernels built with CONFIG_EFI_STUB, as distributions do. Fails: one without.

Reference: Linux v6.12, Documentation/admin-guide/efi-stub.rst.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Look for PE headers where a kernel's boot header is; what a kernel unpacks needs none."""
    if image.pe is None and image.type.startswith("linux-"):
        yield image.layer, "it has no PE header: firmware cannot start it, only a boot loader can"


RULE = Rule("kernel-not-efi-bootable", Severity.NOTE, check, "build it with CONFIG_EFI_STUB=y")
