"""Real EFI programs, and what each is in truth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.real.archive import Package, Suite
from tests.real.shelf import fetch
from tests.real.truths import (
    FALLBACK,
    FWUPD,
    GPTSYNC,
    GRUB,
    HELLO_WORLD,
    IPXE,
    IPXE_2019,
    KEY_TOOL,
    LOCK_DOWN,
    MEMTEST,
    MOK_MANAGER,
    REFIND,
    REFIND_DRIVER,
    SHIM,
    SYSLINUX,
    SYSTEMD_ADDON,
    SYSTEMD_BOOT,
    SYSTEMD_STUB,
    UEFI_SHELL,
    XEN,
    Truth,
)


@dataclass(frozen=True, slots=True)
class Program:
    """A file of a package, and what it is in truth."""

    package: str
    suite: str
    arch: str
    path: str
    truth: Truth = field(hash=False)

    def __str__(self) -> str:
        path = Path(self.path)
        return f"{self.package}-{self.suite}-{self.arch}-{path.parent.name}-{path.name}"

    def resolve(self, suite: Suite) -> tuple[Package, ...]:
        """The one package that holds the file."""
        return suite.packages(self.package)


def _programs(package: str, where: str, truths: Mapping[str, Truth]) -> tuple[Program, ...]:
    suite, arch = where.split()
    return tuple(Program(package, suite, arch, path, truth) for path, truth in truths.items())


REFIND_FILES = "usr/share/refind/refind"
SYSTEMD_FILES = "usr/lib/systemd/boot/efi"

PROGRAMS = (
    *_programs(
        "shim-unsigned",
        "bookworm amd64",
        {
            "usr/lib/shim/shimx64.efi": SHIM,
            "usr/lib/shim/mmx64.efi": MOK_MANAGER,
            "usr/lib/shim/fbx64.efi": FALLBACK,
        },
    ),
    *_programs(
        "shim-unsigned",
        "bookworm i386",
        {
            "usr/lib/shim/shimia32.efi": SHIM,
            "usr/lib/shim/mmia32.efi": MOK_MANAGER,
            "usr/lib/shim/fbia32.efi": FALLBACK,
        },
    ),
    *_programs(
        "grub-efi-amd64-signed",
        "bookworm amd64",
        {
            "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed": GRUB,
            "usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed": GRUB,
        },
    ),
    *_programs(
        "grub-efi-amd64-signed",
        "trixie amd64",
        {
            "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed": GRUB,
            "usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed": GRUB,
        },
    ),
    *_programs(
        "grub-efi-ia32-signed",
        "bookworm i386",
        {"usr/lib/grub/i386-efi-signed/grubia32.efi.signed": GRUB},
    ),
    *_programs(
        "systemd-boot-efi",
        "bookworm amd64",
        {
            f"{SYSTEMD_FILES}/systemd-bootx64.efi": SYSTEMD_BOOT,
            f"{SYSTEMD_FILES}/linuxx64.efi.stub": SYSTEMD_STUB,
        },
    ),
    *_programs(
        "systemd-boot-efi",
        "bookworm i386",
        {
            f"{SYSTEMD_FILES}/systemd-bootia32.efi": SYSTEMD_BOOT,
            f"{SYSTEMD_FILES}/linuxia32.efi.stub": SYSTEMD_STUB,
        },
    ),
    *_programs(
        "systemd-boot-efi",
        "trixie amd64",
        {
            f"{SYSTEMD_FILES}/systemd-bootx64.efi": SYSTEMD_BOOT,
            f"{SYSTEMD_FILES}/linuxx64.efi.stub": SYSTEMD_STUB,
            f"{SYSTEMD_FILES}/addonx64.efi.stub": SYSTEMD_ADDON,
        },
    ),
    *_programs(
        "systemd-boot-efi",
        "trixie arm64",
        {
            f"{SYSTEMD_FILES}/systemd-bootaa64.efi": SYSTEMD_BOOT,
            f"{SYSTEMD_FILES}/linuxaa64.efi.stub": SYSTEMD_STUB,
            f"{SYSTEMD_FILES}/addonaa64.efi.stub": SYSTEMD_ADDON,
        },
    ),
    *_programs(
        "systemd-boot-efi",
        "sid armhf",
        {
            f"{SYSTEMD_FILES}/systemd-bootarm.efi": SYSTEMD_BOOT,
            f"{SYSTEMD_FILES}/linuxarm.efi.stub": SYSTEMD_STUB,
        },
    ),
    *_programs(
        "systemd-boot-efi",
        "sid riscv64",
        {
            f"{SYSTEMD_FILES}/systemd-bootriscv64.efi": SYSTEMD_BOOT,
            f"{SYSTEMD_FILES}/linuxriscv64.efi.stub": SYSTEMD_STUB,
        },
    ),
    *_programs(
        "systemd-boot-efi",
        "sid loong64",
        {
            f"{SYSTEMD_FILES}/systemd-bootloongarch64.efi": SYSTEMD_BOOT,
            f"{SYSTEMD_FILES}/linuxloongarch64.efi.stub": SYSTEMD_STUB,
        },
    ),
    *_programs(
        "ipxe",
        "trixie amd64",
        {
            "usr/lib/ipxe/ipxe-amd64.efi": IPXE,
            "usr/lib/ipxe/snponly.efi": IPXE,
            "usr/lib/ipxe/ipxe-arm64.efi": IPXE,
            "usr/lib/ipxe/ipxe-loong64.efi": IPXE,
            "usr/lib/ipxe/ipxe-riscv64.efi": IPXE,
        },
    ),
    *_programs(
        "ipxe",
        "bookworm amd64",
        {"boot/ipxe.efi": IPXE_2019, "usr/lib/ipxe/snponly.efi": IPXE_2019},
    ),
    *_programs(
        "refind",
        "trixie amd64",
        {
            f"{REFIND_FILES}/refind_x64.efi": REFIND,
            f"{REFIND_FILES}/drivers_x64/ext4_x64.efi": REFIND_DRIVER,
            f"{REFIND_FILES}/drivers_x64/btrfs_x64.efi": REFIND_DRIVER,
            f"{REFIND_FILES}/tools_x64/gptsync_x64.efi": GPTSYNC,
        },
    ),
    *_programs(
        "refind",
        "bookworm i386",
        {
            f"{REFIND_FILES}/refind_ia32.efi": REFIND,
            f"{REFIND_FILES}/drivers_ia32/ext4_ia32.efi": REFIND_DRIVER,
            f"{REFIND_FILES}/drivers_ia32/hfs_ia32.efi": REFIND_DRIVER,
            f"{REFIND_FILES}/tools_ia32/gptsync_ia32.efi": GPTSYNC,
        },
    ),
    *_programs(
        "memtest86+",
        "trixie amd64",
        {"boot/memtest86+x64.efi": MEMTEST, "boot/memtest86+ia32.efi": MEMTEST},
    ),
    *_programs(
        "efi-shell-x64", "trixie amd64", {"usr/share/efi-shell-x64/shellx64.efi": UEFI_SHELL}
    ),
    *_programs(
        "efi-shell-ia32", "trixie amd64", {"usr/share/efi-shell-ia32/shellia32.efi": UEFI_SHELL}
    ),
    *_programs(
        "efi-shell-arm", "trixie amd64", {"usr/share/efi-shell-arm/shellarm.efi": UEFI_SHELL}
    ),
    *_programs(
        "efi-shell-riscv64",
        "trixie amd64",
        {"usr/share/efi-shell-riscv64/shellriscv64.efi": UEFI_SHELL},
    ),
    *_programs(
        "efi-shell-loongarch64",
        "forky amd64",
        {"usr/share/efi-shell-loongarch64/shellloongarch64.efi": UEFI_SHELL},
    ),
    *_programs("xen-hypervisor-4.20-amd64", "trixie amd64", {"boot/xen-4.20-amd64.efi": XEN}),
    *_programs("fwupd-unsigned", "trixie amd64", {"usr/libexec/fwupd/efi/fwupdx64.efi": FWUPD}),
    *_programs(
        "syslinux-efi",
        "trixie amd64",
        {
            "usr/lib/SYSLINUX.EFI/efi64/syslinux.efi": SYSLINUX,
            "usr/lib/SYSLINUX.EFI/efi32/syslinux.efi": SYSLINUX,
        },
    ),
    *_programs(
        "efitools",
        "trixie amd64",
        {
            "usr/lib/efitools/x86_64-linux-gnu/KeyTool.efi": KEY_TOOL,
            "usr/lib/efitools/x86_64-linux-gnu/LockDown.efi": LOCK_DOWN,
            "usr/lib/efitools/x86_64-linux-gnu/HelloWorld.efi": HELLO_WORLD,
        },
    ),
    *_programs(
        "efitools",
        "bookworm i386",
        {
            "usr/lib/efitools/i386-linux-gnu/KeyTool.efi": KEY_TOOL,
            "usr/lib/efitools/i386-linux-gnu/LockDown.efi": LOCK_DOWN,
            "usr/lib/efitools/i386-linux-gnu/HelloWorld.efi": HELLO_WORLD,
        },
    ),
)


@cache
def obtain(program: Program) -> Path:
    """Fetch the file, or find the one fetched before."""
    name = Path(program.path).name
    wanted = {name: re.compile(re.escape(program.path))}
    return fetch(str(program), program.suite, program.arch, program.resolve, wanted) / name
