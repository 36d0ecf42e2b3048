"""The PE/COFF headers of an image, read with `pefile`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from efitool.errors import MalformedError
from efitool.formats import _segments
from efitool.model.image import (
    Arch,
    Data,
    DataDirectory,
    Image,
    ImageType,
    Machine,
    PeHeader,
    Section,
    SectionFlag,
    Segment,
    Subsystem,
)

if TYPE_CHECKING:
    import pefile

    from efitool.model.pe import CoffSymbols

MAX_SECTIONS = 2048
"""Rows of a section table that are read; `pefile` reads no more either, and says so."""

MZ = b"MZ"
E_LFANEW = 0x3C

ARCHES = {
    Machine.I386: Arch.I386,
    Machine.X86_64: Arch.X86_64,
    Machine.ARM: Arch.ARM,
    Machine.ARMTHUMB: Arch.ARM,
    Machine.ARM64: Arch.ARM64,
    Machine.IA64: Arch.IA64,
    Machine.EBC: Arch.EBC,
    Machine.RISCV32: Arch.RISCV32,
    Machine.RISCV64: Arch.RISCV64,
    Machine.LOONGARCH64: Arch.LOONGARCH64,
}

TYPES = {
    Subsystem.EFI_APPLICATION: ImageType.EFI_APPLICATION,
    Subsystem.EFI_BOOT_SERVICE_DRIVER: ImageType.EFI_BOOT_DRIVER,
    Subsystem.EFI_RUNTIME_DRIVER: ImageType.EFI_RUNTIME_DRIVER,
}


SAID_BY_RULES = (
    "AddressOfEntryPoint lies",
    "Possibly corrupt file. AddressOfEntryPoint",
    "SizeOfHeaders is smaller than AddressOfEntryPoint",
    "Invalid type 0x",
    "Error parsing section",
    "If FileAlignment",
    "If SectionAlignment",
    "Suspicious flags set",
    "Suspicious value found",
)
"""Beginnings of what `pefile` warns of and `efitool.rules` say better, of EFI images: that Windows
loads no code in the headers or that a section is large is nothing to firmware."""


def sniff(data: Data) -> bool:
    """Whether the bytes begin with a DOS header that points at a PE signature."""
    e_lfanew = _e_lfanew(data)
    return data[:2] == MZ and data[e_lfanew : e_lfanew + 4] == b"PE\0\0"


def lacks_header(data: Data) -> bool:
    """Whether a DOS header points behind the end of the file."""
    return data[:2] == MZ and _e_lfanew(data) + 4 > len(data)


def known_otherwise(data: Data) -> str | None:
    """Say what bytes are that firmware knows, or that begin as a PE file does, and are none.

    PI 1.8, volume 1, 15.2, EFI_TE_IMAGE_HEADER.
    """
    if data[:2] == MZ:
        return f"MZ, and no PE header at {_e_lfanew(data):#x}"
    if data[:2] == b"VZ":
        return "a terse executable: not read"
    return None


def _e_lfanew(data: Data) -> int:
    return int.from_bytes(data[E_LFANEW : E_LFANEW + 4], "little")


def decode(data: Data) -> tuple[PeHeader, tuple[str, ...]]:
    """Decode headers and tables; return them with what `pefile` found odd and no rule says.

    `pefile` is shown the headers only: its full parse counts every byte of the file.
    """
    import pefile

    try:
        pe = pefile.PE(data=data, fast_load=True)
    except pefile.PEFormatError as e:
        raise MalformedError("pe", "headers", 0, str(e.value)) from e
    header = _tables(_header(data, pe), data)
    # Where there is no optional header, pefile takes the section table for one.
    odd = pe.get_warnings() if header.magic else ()
    return header, tuple(w for w in odd if not w.startswith(SAID_BY_RULES))


def _header(data: Data, pe: pefile.PE) -> PeHeader:
    coff, optional = pe.FILE_HEADER, pe.OPTIONAL_HEADER
    directories = getattr(optional, "DATA_DIRECTORY", ())
    if not coff.SizeOfOptionalHeader:
        optional.__unpack__(bytes(optional.sizeof()))
        directories = ()
    symbols = _symbols(data, coff.PointerToSymbolTable, coff.NumberOfSymbols)
    return PeHeader(
        offset=pe.DOS_HEADER.e_lfanew,
        machine=Machine(coff.Machine),
        subsystem=Subsystem(optional.Subsystem),
        magic=optional.Magic,
        timestamp=coff.TimeDateStamp,
        characteristics=coff.Characteristics,
        dll_characteristics=optional.DllCharacteristics,
        image_base=optional.ImageBase,
        entry_point=optional.AddressOfEntryPoint,
        section_alignment=optional.SectionAlignment,
        file_alignment=optional.FileAlignment,
        size_of_image=optional.SizeOfImage,
        size_of_headers=optional.SizeOfHeaders,
        checksum=optional.CheckSum,
        image_version=(optional.MajorImageVersion, optional.MinorImageVersion),
        directories=tuple(
            DataDirectory(
                name=d.name.removeprefix("IMAGE_DIRECTORY_ENTRY_").lower().replace("_", "-"),
                rva=d.VirtualAddress,
                size=d.Size,
            )
            for d in directories
        ),
        sections=tuple(_section(s, data, symbols) for s in _section_table(data, pe)),
        symbols=symbols,
    )


def _symbols(data: Data, offset: int, count: int) -> CoffSymbols | None:
    """Locate the symbols if the COFF header points at any; Linux has a count without."""
    if not offset:
        return None
    from efitool.formats import _coff_symbols

    return _coff_symbols.read(data, offset, count)


def _tables(header: PeHeader, data: Data) -> PeHeader:
    """Add what the tables hold that the data directories lead to; few kernels have one."""
    if header.directory("basereloc"):
        from efitool.formats import _base_relocations

        header = header._replace(relocations=_base_relocations.read(data, header))
    if header.directory("debug"):
        from efitool.formats import _pe_debug

        header = header._replace(debug=_pe_debug.read(data, header))
    return header


def _section_table(data: Data, pe: pefile.PE) -> Iterator[pefile.SectionStructure]:
    """Yield the rows of the section table, in its order.

    That is the order which parts a unified kernel image into profiles; `pefile` sorts its own by
    address, and leaves out the third odd row and all behind it.
    """
    import pefile

    start = pe.OPTIONAL_HEADER.get_file_offset() + pe.FILE_HEADER.SizeOfOptionalHeader
    for n in range(min(pe.FILE_HEADER.NumberOfSections, MAX_SECTIONS)):
        row = pefile.SectionStructure(pe.__IMAGE_SECTION_HEADER_format__, pe=pe)
        content = data[start + n * row.sizeof() : start + (n + 1) * row.sizeof()]
        if len(content) < row.sizeof() or not any(content):
            return
        row.__unpack__(content)
        yield row


def _section(raw: pefile.SectionStructure, data: Data, symbols: CoffSymbols | None) -> Section:
    return Section(
        name=_section_name(raw.Name.rstrip(b"\0"), data, symbols),
        offset=raw.PointerToRawData,
        size=raw.SizeOfRawData,
        rva=raw.VirtualAddress,
        virtual_size=raw.Misc_VirtualSize,
        flags=SectionFlag(raw.Characteristics),
    )


def _section_name(name: bytes, data: Data, symbols: CoffSymbols | None) -> str:
    """Return the name; one that begins with a slash may stand in the COFF string table."""
    if name.startswith(b"/") and symbols:
        from efitool.formats import _coff_symbols

        name = _coff_symbols.long_name(data, symbols, name)
    return name.decode("utf-8", "backslashreplace")


def image(data: Data, pe: PeHeader) -> Image:
    """Return the image of a PE file that is nothing more than that."""
    return Image(
        type=TYPES.get(pe.subsystem, ImageType.PE),
        arch=ARCHES.get(pe.machine),
        layer="PE",
        layers=("pe",),
        data=data,
        pe=pe,
        segments=segments(pe, data),
    )


def refuse_cut_off(format: str, data: Data, pe: PeHeader | None) -> None:
    """Raise if a kernel lacks bytes that its headers promise: half a stub proves nothing."""
    for section in pe.sections if pe else ():
        if section.end > len(data):
            raise MalformedError(
                format,
                f"section {section.name}",
                section.offset,
                f"it ends at {section.end:#x}, the file at {len(data):#x} (cut off?)",
            )


def segments(pe: PeHeader, data: Data) -> tuple[Segment, ...]:
    """Return the bytes of the file that are mapped, section by section.

    Raises `LimitError` where sections lie over each other too often.
    """
    mapped = (
        Segment(
            offset=s.offset,
            rva=s.rva,
            size=size,
            code=bool(s.flags & (SectionFlag.CODE | SectionFlag.EXECUTE)),
        )
        for s in pe.sections
        if (size := min(s.size, s.virtual_size or s.size, len(data) - s.offset)) > 0
    )
    return _segments.bounded("pe", mapped, data)
