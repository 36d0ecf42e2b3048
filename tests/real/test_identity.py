"""What an image is: against the package's name, version and configuration."""

from __future__ import annotations

import pytest

from efitool import Arch, Image, ImageType
from efitool.model.linux import Arm64PageSize, Linux, XLoadFlag
from tests.real.kernels import KERNELS, Kernel

pytestmark = pytest.mark.real

TYPES = {
    "amd64": (ImageType.LINUX_BZIMAGE, Arch.X86_64),
    "i386": (ImageType.LINUX_BZIMAGE, Arch.I386),
    "arm64": (ImageType.LINUX_ARM64, Arch.ARM64),
    "armhf": (ImageType.LINUX_ARM, Arch.ARM),
    "riscv64": (ImageType.LINUX_RISCV64, Arch.RISCV64),
    "loong64": (ImageType.LINUX_ZBOOT, Arch.LOONGARCH64),
    "ppc64el": (ImageType.ELF, Arch.PPC64LE),
}
INSIDE = {
    "amd64": ImageType.ELF,
    "i386": ImageType.ELF,
    "armhf": ImageType.LINUX_ARM,
    "loong64": ImageType.LINUX_LOONGARCH64,
}
"""What is packed in the kernels of these architectures; the others are not packed."""
CODECS = {
    "KERNEL_GZIP": "gzip",
    "KERNEL_BZIP2": "bzip2",
    "KERNEL_LZMA": "lzma",
    "KERNEL_XZ": "xz",
    "KERNEL_LZO": "lzo",
    "KERNEL_LZ4": "lz4",
    "KERNEL_ZSTD": "zstd",
}
"""init/Kconfig, "Kernel compression mode"."""


def kernels_of(*arches: str) -> pytest.MarkDecorator:
    chosen = [spec for spec in KERNELS if spec.arch in arches]
    return pytest.mark.parametrize("kernel", chosen, ids=str, indirect=True)


def linux(image: Image) -> Linux:
    assert image.linux is not None
    return image.linux


def test_type_and_architecture(kernel: Kernel, image: Image) -> None:
    assert (image.type, image.arch) == TYPES[kernel.arch]


def test_version_and_banner(kernel: Kernel, image: Image, deep_image: Image) -> None:
    told_outside = kernel.arch not in ("armhf", "loong64")
    for found in (linux(deep_image), *([linux(image)] if told_outside else [])):
        assert found.version == kernel.release
        assert f"Debian {kernel.version} (" in (found.banner or "")


def test_payload_is_packed_as_configured(kernel: Kernel, image: Image) -> None:
    payload = linux(image).payload
    codecs = [codec for option, codec in CODECS.items() if kernel.has(option)]
    assert ([payload.compression] if payload else []) == (codecs if kernel.arch in INSIDE else [])


def test_the_kernel_inside_is_the_same_kernel(kernel: Kernel, deep_image: Image) -> None:
    payload = linux(deep_image).payload
    assert len(deep_image.children) == (payload is not None)
    for child in deep_image.children:
        assert (child.type, child.arch) == (INSIDE[kernel.arch], deep_image.arch)
        assert linux(child).version == kernel.release
        assert payload is not None
        assert payload.unpacked_size == len(child.data)


@kernels_of("amd64", "i386")
def test_setup_header_says_what_the_configuration_says(kernel: Kernel, image: Image) -> None:
    header = linux(image).setup_header
    assert header is not None
    assert header.boot_protocol == "2.15"
    assert header.xloadflags is not None
    assert header.handover_offset is not None
    handover = kernel.has("EFI_HANDOVER_PROTOCOL")
    long_mode = kernel.has("X86_64")
    assert bool(header.handover_offset) == handover
    assert {flag: flag in header.xloadflags for flag in list(XLoadFlag)[:4]} == {
        XLoadFlag.KERNEL_64: long_mode,
        XLoadFlag.CAN_BE_LOADED_ABOVE_4G: long_mode and kernel.has("RELOCATABLE"),
        XLoadFlag.EFI_HANDOVER_32: handover and (kernel.has("EFI_MIXED") or not long_mode),
        XLoadFlag.EFI_HANDOVER_64: handover and long_mode,
    }


@kernels_of("arm64")
def test_arm64_header_says_what_the_configuration_says(kernel: Kernel, image: Image) -> None:
    header = linux(image).arm64_header
    assert header is not None
    assert (header.page_size is Arm64PageSize.SIZE_4K) == kernel.has("ARM64_4K_PAGES")
    assert header.big_endian == kernel.has("CPU_BIG_ENDIAN")


@kernels_of("amd64", "i386", "arm64", "armhf", "riscv64", "loong64")
def test_stub_version_rises_with_linux_6_2(kernel: Kernel, image: Image) -> None:
    assert linux(image).stub_version == ((1, 0) if kernel.release.startswith("6.1.") else (3, 0))
