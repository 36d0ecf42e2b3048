"""An EFI image and what it is made of.

Raw header values are kept as they stand in the file, however absurd. Enumerations are open:
a value that has no name here is still a value.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from enum import IntEnum, IntFlag, StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from efitool.model.linux import Linux

if TYPE_CHECKING:
    from efitool.model.firmware import Firmware
    from efitool.model.pe import CoffSymbols, DebugEntry, Relocations
    from efitool.model.program import Program, SbatEntry
    from efitool.model.uki import Uki

Data: TypeAlias = bytes | mmap.mmap
"""The bytes of a layer: a file mapped into memory, or what was unpacked from one."""


class OpenIntEnum(IntEnum):
    """An enumeration that firmware and linkers extend without asking."""

    @classmethod
    def _missing_(cls, value: object) -> OpenIntEnum | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"{value:#x}"
        member._value_ = value
        return member


class ImageType(StrEnum):
    """What an image is, as its headers and contents say (never its file name)."""

    LINUX_BZIMAGE = "linux-bzimage"
    LINUX_ARM64 = "linux-arm64"
    LINUX_RISCV64 = "linux-riscv64"
    LINUX_LOONGARCH64 = "linux-loongarch64"
    LINUX_ARM = "linux-arm"
    LINUX_ZBOOT = "linux-zboot"
    """Unpacks a kernel of its own architecture: Linux v6.1, libstub/zboot.c."""
    UKI = "uki"
    UKI_ADDON = "uki-addon"
    SYSTEMD_STUB = "systemd-stub"
    """What becomes a UKI or an addon once sections are added."""
    X86_BOOT_IMAGE = "x86-boot-image"
    """Speaks the x86 boot protocol and is no Linux kernel (memtest86+, iPXE, memdisk)."""
    EFI_APPLICATION = "efi-application"
    EFI_BOOT_DRIVER = "efi-boot-driver"
    EFI_RUNTIME_DRIVER = "efi-runtime-driver"
    FIRMWARE = "firmware"
    """Firmware volumes, with all that is in them."""
    PE = "pe"
    ELF = "elf"


class Arch(StrEnum):
    """An instruction set, by the name Linux gives it."""

    X86_64 = "x86_64"
    I386 = "i386"
    ARM64 = "arm64"
    ARM = "arm"
    RISCV64 = "riscv64"
    RISCV32 = "riscv32"
    LOONGARCH64 = "loongarch64"
    IA64 = "ia64"
    EBC = "ebc"
    PPC64 = "ppc64"
    PPC64LE = "ppc64le"
    S390X = "s390x"


class Machine(OpenIntEnum):
    """``IMAGE_FILE_HEADER.Machine`` (PE/COFF, Machine Types; UEFI 2.10, 2.1.1)."""

    I386 = 0x14C
    ARM = 0x1C0
    ARMTHUMB = 0x1C2
    IA64 = 0x200
    EBC = 0xEBC
    RISCV32 = 0x5032
    RISCV64 = 0x5064
    RISCV128 = 0x5128
    LOONGARCH32 = 0x6232
    LOONGARCH64 = 0x6264
    X86_64 = 0x8664
    ARM64 = 0xAA64


class Subsystem(OpenIntEnum):
    """``IMAGE_OPTIONAL_HEADER.Subsystem`` (PE/COFF, Windows Subsystem; UEFI 2.10, 2.1.1)."""

    UNKNOWN = 0
    NATIVE = 1
    WINDOWS_GUI = 2
    WINDOWS_CUI = 3
    EFI_APPLICATION = 10
    EFI_BOOT_SERVICE_DRIVER = 11
    EFI_RUNTIME_DRIVER = 12
    EFI_ROM = 13
    WINDOWS_BOOT_APPLICATION = 16


class SectionFlag(IntFlag):
    """``IMAGE_SECTION_HEADER.Characteristics`` (PE/COFF, Section Flags)."""

    CODE = 0x0000_0020
    INITIALIZED_DATA = 0x0000_0040
    UNINITIALIZED_DATA = 0x0000_0080
    DISCARDABLE = 0x0200_0000
    SHARED = 0x1000_0000
    EXECUTE = 0x2000_0000
    READ = 0x4000_0000
    WRITE = 0x8000_0000


class Section(NamedTuple):
    """One row of a section table. Offsets count from the start of the layer's bytes."""

    name: str
    offset: int
    size: int
    rva: int
    virtual_size: int
    flags: SectionFlag

    @property
    def end(self) -> int:
        """The offset behind its last byte."""
        return self.offset + self.size


class DataDirectory(NamedTuple):
    """One row of the PE data directories."""

    name: str
    rva: int
    size: int


class PeHeader(NamedTuple):
    """The COFF and optional headers (PE/COFF, sections 3.3 and 3.4)."""

    offset: int
    """Where the ``PE\\0\\0`` signature stands (``e_lfanew``)."""
    machine: Machine
    subsystem: Subsystem
    magic: int
    """0x10b for PE32, 0x20b for PE32+."""
    timestamp: int
    characteristics: int
    dll_characteristics: int
    image_base: int
    entry_point: int
    section_alignment: int
    file_alignment: int
    size_of_image: int
    size_of_headers: int
    checksum: int
    image_version: tuple[int, int]
    directories: tuple[DataDirectory, ...]
    sections: tuple[Section, ...]
    symbols: CoffSymbols | None = None
    relocations: Relocations | None = None
    debug: tuple[DebugEntry, ...] = ()

    def directory(self, name: str) -> DataDirectory | None:
        """Return a data directory that is not empty."""
        return next((d for d in self.directories if d.name == name and d.size), None)

    def held(self, directory: DataDirectory) -> slice:
        """Return the offsets of a directory's bytes, as many as its section or the headers hold.

        Where sections overlap the first one holds them.
        """
        for s in self.sections:
            mapped = min(s.size, s.virtual_size or s.size)
            if 0 <= directory.rva - s.rva < mapped:
                start = s.offset + directory.rva - s.rva
                return slice(start, min(start + directory.size, s.offset + mapped))
        return slice(directory.rva, min(directory.rva + directory.size, self.size_of_headers))

    @property
    def nx_compat(self) -> bool:
        """``IMAGE_DLLCHARACTERISTICS_NX_COMPAT`` (PE/COFF, DLL Characteristics)."""
        return bool(self.dll_characteristics & 0x0100)


class ElfHeader(NamedTuple):
    """The ELF header and the section table (System V ABI 4.1, chapter 4).

    A section that is not mapped has ``rva`` and ``virtual_size`` 0.
    """

    bits: int
    little_endian: bool
    type: int
    machine: int
    entry_point: int
    flags: int
    sections: tuple[Section, ...]


class Segment(NamedTuple):
    """A run of a layer's bytes that is mapped when it runs.

    ``code`` says that it may be executed, not that all of it is code: compilers put literals
    beside code. A compressed payload belongs to no segment of the layer that carries it.
    """

    offset: int
    rva: int
    size: int
    code: bool


class Unread(NamedTuple):
    """A part of an image that could not be decoded: where it is, and why."""

    layer: str
    why: str


class Image(NamedTuple):
    """One layer of an EFI image and the images inside it, as far as they were unpacked.

    ``layer`` is the path to it (``uki:.linux > bzImage > zstd > vmlinux``); ``layers`` the kinds
    of container that are known to be nested, outermost first; ``warnings`` what the reader found
    odd and decoded all the same; ``unread`` the parts that it could not decode; ``offset`` where an
    image that stands in another as it is begins in that one's bytes.
    """

    type: ImageType
    arch: Arch | None
    layer: str
    layers: tuple[str, ...]
    data: Data
    pe: PeHeader | None = None
    elf: ElfHeader | None = None
    linux: Linux | None = None
    uki: Uki | None = None
    firmware: Firmware | None = None
    program: Program | None = None
    sbat: tuple[SbatEntry, ...] = ()
    segments: tuple[Segment, ...] = ()
    children: tuple[Image, ...] = ()
    warnings: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    offset: int | None = None

    def walk(self) -> Iterator[Image]:
        """Yield the image and all that is inside it, each before its own children."""
        yield self
        for child in self.children:
            yield from child.walk()

    def __repr__(self) -> str:
        return f"Image(type={self.type!r}, layer={self.layer!r}, {len(self.data)} bytes)"
