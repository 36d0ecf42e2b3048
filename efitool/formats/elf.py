"""ELF files: kernels as the linker leaves them (``vmlinux``), and what else is one."""

from __future__ import annotations

from efitool.formats import firmware_volume
from efitool.formats._base import Format
from efitool.model.image import Data, Image

NAME = "elf"
MAGIC = b"\x7fELF"
CORES = (b"\4\0", b"\0\4")
"""*e_type* of what was left in memory, in either order of bytes: no program, see `vmcore_elf`."""


def sniff(data: Data) -> bool:
    """Whether the bytes begin as an ELF file does that can be run or linked."""
    return data[:4] == MAGIC and data[16:18] not in CORES


def decode(data: Data, *, deep: bool = False) -> Image:
    """Decode headers and what a kernel says of itself; what is none may be a program known here.

    Firmware for Cloud Hypervisor has an ELF header before its volumes. Nothing else is packed:
    ``deep`` finds no more. Raises `MalformedError`, `LimitError`.
    """
    from efitool.formats import _vmlinux

    if firmware_volume.holds_volume(data):
        return firmware_volume.decode(data, deep=deep)
    image = _vmlinux.decode(data, "vmlinux", (NAME,))
    if image.linux:
        return image
    from efitool.formats import _program

    other = image._replace(layer="ELF")
    return other._replace(program=_program.identify(other))


FORMAT = Format(
    name=NAME,
    summary="ELF files; Linux vmlinux of any architecture, with and without symbols",
    sniff=sniff,
    decode=decode,
)
