"""ELF files: kernels as the linker leaves them (``vmlinux``), and what else is one."""

from __future__ import annotations

from efitool.formats._base import Format
from efitool.model.image import Data, Image

NAME = "elf"
MAGIC = b"\x7fELF"


def sniff(data: Data) -> bool:
    """Whether the bytes begin as an ELF file does."""
    return data[:4] == MAGIC


def decode(data: Data, *, deep: bool = False) -> Image:
    """Decode headers and what a kernel says of itself; what is none may be a program known here.

    Nothing in it is packed: ``deep`` finds no more. Raises `MalformedError`, `LimitError`.
    """
    from efitool.formats import _vmlinux

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
