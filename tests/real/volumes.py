"""Real firmware as files, with what is known of each from its sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.real.archive import Package, Suite
from tests.real.shelf import fetch


@dataclass(frozen=True, slots=True)
class Firmware:
    """A firmware of a Debian package, and the truth about it.

    ``accepts`` are the platforms on which it accepts memory: AmdSevDxe and TdxDxe of its build,
    or PlatformPei before edk2-stable202302. ``lazy`` and ``at_exit`` follow edk2's history:
    TDX above 4 GiB since 202211, the protocol of SEV-SNP and its event since 202302.
    """

    package: str
    suite: str
    path: str
    arch: str
    modules: int
    """Executables at least."""
    accepts: frozenset[str] = frozenset()
    provides: bool = False
    lazy: bool = False
    at_exit: bool = False
    version: bool = True
    """Whether the build sets a version."""

    def __str__(self) -> str:
        return f"{self.suite}-{self.path}"


CODE = "OVMF/OVMF_CODE_4M.secboot.fd"
LOONGARCH = "qemu-efi-loongarch64/QEMU_EFI.fd"
BOTH, SEV, TDX = frozenset(("sev-snp", "tdx")), frozenset(("sev-snp",)), frozenset(("tdx",))
FIRMWARE = (
    Firmware("ovmf", "bookworm", "ovmf/OVMF.fd", "x86_64", 120, BOTH, lazy=True, version=False),
    Firmware("ovmf", "bookworm", CODE, "x86_64", 130, version=False),
    Firmware("ovmf", "trixie", "ovmf/OVMF.fd", "x86_64", 130, BOTH, True, True, True),
    Firmware("ovmf", "trixie", CODE, "x86_64", 140, BOTH, True, True, True),
    Firmware("ovmf-generic", "forky", "ovmf/OVMF.fd", "x86_64", 130, BOTH, True, True, True),
    Firmware("ovmf-amdsev", "forky", "ovmf/OVMF.amdsev.fd", "x86_64", 100, SEV, True, True, True),
    Firmware("ovmf-inteltdx", "forky", "ovmf/OVMF.inteltdx.ms.fd", "x86_64", 80, TDX, lazy=True),
    Firmware("ovmf-ia32", "trixie", "OVMF/OVMF32_CODE_4M.secboot.fd", "i386", 120),
    Firmware("qemu-efi-aarch64", "trixie", "AAVMF/AAVMF_CODE.no-secboot.fd", "arm64", 100),
    Firmware("qemu-efi-arm", "trixie", "AAVMF/AAVMF32_CODE.fd", "arm", 80, version=False),
    Firmware("qemu-efi-riscv64", "forky", "qemu-efi-riscv64/RISCV_VIRT_CODE.fd", "riscv64", 100),
    Firmware("qemu-efi-loongarch64", "forky", LOONGARCH, "loongarch64", 90),
)  # fmt: skip


def obtain(firmware: Firmware) -> Path:
    """Return the file."""
    return _file(firmware.package, firmware.suite, firmware.path)


def no_firmware() -> Path:
    """Return a BIOS without volumes."""
    return _file("seabios", "trixie", "seabios/bios-256k.bin")


def _file(package: str, suite: str, path: str) -> Path:
    def resolve(archive: Suite) -> tuple[Package, ...]:
        return archive.packages(package)

    name = Path(path).name
    wanted = {name: re.compile(rf"usr/share/{re.escape(path)}")}
    return fetch(f"firmware-{package}-{suite}-{name}", suite, "amd64", resolve, wanted) / name
