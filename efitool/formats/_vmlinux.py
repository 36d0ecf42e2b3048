"""An unpacked kernel: its ELF file, and what Linux says of itself in its read-only data."""

from __future__ import annotations

from efitool.formats import _banner, _elf, _ikconfig, _kallsyms
from efitool.formats._kallsyms import Order
from efitool.model.image import Data, Image, ImageType, Section
from efitool.model.linux import Linux


def decode(data: Data, layer: str, layers: tuple[str, ...]) -> Image:
    """Decode an ELF file; ``linux`` is None if it holds nothing of Linux.

    Raises `MalformedError` if the file header or an embedded configuration cannot be read and
    `LimitError` if it asks for too much; other tables that cannot be read are named in
    ``warnings``.
    """
    elf = _elf.decode(data)
    start, end = _read_only_data(data, elf.header.sections)
    linux = contents(data, Linux(notes=elf.notes), layer, elf.order, start, end)
    if linux.version and linux.symbols is None:
        from efitool.formats import _elf_symbols

        linux = linux._replace(symbols=_elf_symbols.names(data, elf))
    return Image(
        type=ImageType.ELF,
        arch=elf.arch,
        layer=layer,
        layers=layers,
        data=data,
        elf=elf.header,
        linux=None if linux == Linux(notes=elf.notes) else linux,
        segments=elf.segments,
        warnings=elf.warnings,
    )


def contents(
    data: Data, linux: Linux, layer: str, order: Order, start: int = 0, end: int | None = None
) -> Linux:
    """Return ``linux`` with the version, configuration and symbols in ``data[start:end]``.

    Uncompressed kernels that are no ELF files (arm64's ``Image``) hold them in the same way.
    Errors speak of ``layer``.
    """
    end = len(data) if end is None else end
    banner = _banner.find(data, start, end)
    return linux._replace(
        version=banner.version if banner else linux.version,
        banner=banner.text if banner else linux.banner,
        config=_ikconfig.find(data, start, end, layer),
        symbols=_kallsyms.find(data, start, end, order),
    )


def _read_only_data(data: Data, sections: tuple[Section, ...]) -> tuple[int, int]:
    """Return where ``.rodata`` begins and ends; without one that is all of the file."""
    for section in sections:
        if section.name == ".rodata" and section.end <= len(data):
            return section.offset, section.end
    return 0, len(data)
