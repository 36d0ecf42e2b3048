"""Firmware as it lies in flash: volumes, the files in them, and what is said to the hypervisor.

Offsets count from the start of the bytes that a thing stands in: of the file, or of what a section
was unpacked to, as the thing's ``place`` says.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from efitool.model.image import OpenIntEnum


class FileType(OpenIntEnum):
    """``EFI_FV_FILETYPE`` (PI 1.8, volume 3, 2.1.4)."""

    RAW = 0x01
    FREEFORM = 0x02
    SECURITY_CORE = 0x03
    PEI_CORE = 0x04
    DXE_CORE = 0x05
    PEIM = 0x06
    DRIVER = 0x07
    COMBINED_PEIM_DRIVER = 0x08
    APPLICATION = 0x09
    MM = 0x0A
    FIRMWARE_VOLUME_IMAGE = 0x0B
    COMBINED_MM_DXE = 0x0C
    MM_CORE = 0x0D
    MM_STANDALONE = 0x0E
    MM_CORE_STANDALONE = 0x0F
    PAD = 0xF0


class FirmwareFile(NamedTuple):
    """A file in a volume; ``name`` is that of its user interface section.

    ``layer`` is that of the image that its executable section was decoded to, if it has one.
    """

    guid: UUID
    type: FileType
    offset: int
    size: int
    name: str | None = None
    version: str | None = None
    layer: str | None = None


class Volume(NamedTuple):
    """A firmware volume (PI 1.8, volume 3, 3.2.1); ``place`` is the path to it."""

    place: str
    offset: int
    size: int
    file_system: UUID
    name: UUID | None
    attributes: int
    files: tuple[FirmwareFile, ...] = ()


class TableEntry(NamedTuple):
    """An entry of the table of GUIDs that ends before OVMF's reset vector."""

    guid: UUID
    offset: int
    data: bytes


class TdvfType(OpenIntEnum):
    """``Type`` of a section of the TDVF descriptor (TDX Virtual Firmware Design Guide, 11.2)."""

    BFV = 0
    CFV = 1
    TD_HOB = 2
    TEMP_MEM = 3
    PERM_MEM = 4
    PAYLOAD = 5
    PAYLOAD_PARAM = 6
    TD_INFO = 7
    TD_PARAMS = 8


class TdvfSection(NamedTuple):
    """A section of the TDVF descriptor: what the VMM puts where, and how.

    ``attributes``: bit 0 extends the measurement (MR.EXTEND), bit 1 adds the pages when the guest
    asks for them (PAGE.AUG).
    """

    type: TdvfType
    raw_offset: int
    raw_size: int
    address: int
    size: int
    attributes: int

    @property
    def end(self) -> int:
        return self.address + self.size


class SevType(OpenIntEnum):
    """``OVMF_SECTION_TYPE`` (edk2-stable202502, OvmfPkg/ResetVector/X64/OvmfSevMetadata.asm)."""

    SNP_SEC_MEM = 1
    SNP_SECRETS = 2
    CPUID = 3
    SVSM_CAA = 4
    KERNEL_HASHES = 0x10


class SevSection(NamedTuple):
    """A section of OVMF's SEV metadata: memory that the hypervisor validates before the start."""

    type: SevType
    address: int
    size: int

    @property
    def end(self) -> int:
        return self.address + self.size


class IgvmType(OpenIntEnum):
    """Types of sections of OVMF's IGVM metadata, by the names that virt-firmware 26.10 has."""

    PARAMETER_AREA = 0x100
    MEMORY_MAP = 0x101
    VP_COUNT = 0x102
    DATA_HOBS = 0x200


class IgvmSection(NamedTuple):
    """A section of OVMF's IGVM metadata: where a loader of IGVM files puts parameters."""

    type: IgvmType
    address: int
    size: int


class MemoryBlock(NamedTuple):
    """Memory that a table entry sets apart for the hypervisor; both are 0 where it has none."""

    address: int
    size: int


class Metadata(NamedTuple):
    """What a firmware says to the hypervisor that starts it; None is what it does not say."""

    entries: tuple[TableEntry, ...] = ()
    tdvf: tuple[TdvfSection, ...] | None = None
    sev: tuple[SevSection, ...] | None = None
    igvm: tuple[IgvmSection, ...] | None = None
    sev_es_reset: int | None = None
    sev_secret: MemoryBlock | None = None
    sev_hashes: MemoryBlock | None = None


class Oddity(NamedTuple):
    """A checksum or a structure that is not as it should be, and was read all the same."""

    where: str
    what: str


class Build(NamedTuple):
    """What a firmware tells of its making: the module that holds the texts, and what they say."""

    layer: str
    vendor: str | None
    version: str
    date: str | None


class Firmware(NamedTuple):
    """All of a firmware image but its executables, which are images of their own."""

    volumes: tuple[Volume, ...]
    metadata: Metadata
    build: Build | None = None
    wrong_checksums: tuple[Oddity, ...] = ()
    malformed_metadata: tuple[Oddity, ...] = ()

    @property
    def files(self) -> tuple[FirmwareFile, ...]:
        """All files but padding, in the order of their volumes."""
        return tuple(f for v in self.volumes for f in v.files if f.type is not FileType.PAD)
