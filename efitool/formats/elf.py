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
    """Decode headers and what a kernel says of itself; ``linux`` is None if it is no kernel.

    Nothing in it is packed: ``deep`` finds no more. Raises `MalformedError`, `LimitError`.
    """
    from efitool.formats import _vmlinux

    image = _vmlinux.decode(data, "vmlinux", (NAME,))
    return image if image.linux else image._replace(layer="ELF")


FORMAT = Format(
    name=NAME,
    summary="ELF files; Linux vmlinux of any architecture, with and without symbols",
    sniff=sniff,
    decode=decode,
)
