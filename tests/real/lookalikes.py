"""What borrows a kernel's headers, or stands beside kernels, and is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from efitool.model.image import ImageType
from tests.real.archive import Package, Suite
from tests.real.shelf import fetch

SUITE = "trixie"
ARCH = "amd64"


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A file of a package, and what it is in truth."""

    package: str
    path: str
    type: ImageType

    def __str__(self) -> str:
        return Path(self.path).name

    def resolve(self, suite: Suite) -> tuple[Package, ...]:
        """The one package that holds the file."""
        return suite.packages(self.package)


LOOKALIKES = (
    Lookalike("memtest86+", "boot/memtest86+x64.bin", ImageType.X86_BOOT_IMAGE),
    Lookalike("memtest86+", "boot/memtest86+ia32.bin", ImageType.X86_BOOT_IMAGE),
    Lookalike("memtest86+", "boot/memtest86+x64.efi", ImageType.EFI_APPLICATION),
    Lookalike("memtest86+", "boot/memtest86+ia32.efi", ImageType.EFI_APPLICATION),
    Lookalike("ipxe", "usr/lib/ipxe/ipxe.lkrn", ImageType.X86_BOOT_IMAGE),
    Lookalike("ipxe", "usr/lib/ipxe/ipxe-amd64.efi", ImageType.EFI_APPLICATION),
    Lookalike("ipxe", "usr/lib/ipxe/ipxe-arm64.efi", ImageType.EFI_APPLICATION),
    Lookalike("shim-unsigned", "usr/lib/shim/shimx64.efi", ImageType.EFI_APPLICATION),
    Lookalike(
        "systemd-boot-efi",
        "usr/lib/systemd/boot/efi/systemd-bootx64.efi",
        ImageType.EFI_APPLICATION,
    ),
    Lookalike(
        "grub-efi-amd64-signed",
        "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed",
        ImageType.EFI_APPLICATION,
    ),
)


@cache
def obtain(lookalike: Lookalike) -> Path:
    """Fetch the file, or find the one fetched before."""
    name = str(lookalike)
    wanted = {name: re.compile(re.escape(lookalike.path))}
    return fetch(name, SUITE, ARCH, lookalike.resolve, wanted) / name
