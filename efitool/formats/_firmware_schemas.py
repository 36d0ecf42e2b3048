"""The structures of firmware volumes, their files and sections, and of OVMF's metadata."""

from __future__ import annotations

from construct import Bytes, Int8ul, Int16ul, Int24ul, Int32ul, Int64ul, Struct

EFI_FIRMWARE_VOLUME_HEADER = Struct(
    "ZeroVector" / Bytes(16),
    "FileSystemGuid" / Bytes(16),
    "FvLength" / Int64ul,
    "Signature" / Bytes(4),
    "Attributes" / Int32ul,
    "HeaderLength" / Int16ul,
    "Checksum" / Int16ul,
    "ExtHeaderOffset" / Int16ul,
    "Reserved" / Int8ul,
    "Revision" / Int8ul,
)
"""PI 1.8, volume 3, 3.2.1; the block map follows."""

EFI_FIRMWARE_VOLUME_EXT_HEADER = Struct("FvName" / Bytes(16), "ExtHeaderSize" / Int32ul)
"""PI 1.8, volume 3, 3.2.1."""

EFI_FFS_FILE_HEADER = Struct(
    "Name" / Bytes(16),
    "HeaderChecksum" / Int8ul,
    "FileChecksum" / Int8ul,
    "Type" / Int8ul,
    "Attributes" / Int8ul,
    "Size" / Int24ul,
    "State" / Int8ul,
)
"""PI 1.8, volume 3, 3.2.3; a 64-bit size follows in ``EFI_FFS_FILE_HEADER2``."""

EFI_COMMON_SECTION_HEADER = Struct("Size" / Int24ul, "Type" / Int8ul)
"""PI 1.8, volume 3, 3.2.4; a 32-bit size follows in ``EFI_COMMON_SECTION_HEADER2``."""

EFI_COMPRESSION_SECTION = Struct("UncompressedLength" / Int32ul, "CompressionType" / Int8ul)
"""PI 1.8, volume 3, 3.2.5.2, without its common header."""

EFI_GUID_DEFINED_SECTION = Struct(
    "SectionDefinitionGuid" / Bytes(16), "DataOffset" / Int16ul, "Attributes" / Int16ul
)
"""PI 1.8, volume 3, 3.2.5.7, without its common header, from which ``DataOffset`` counts."""

EFI_TE_IMAGE_HEADER = Struct(
    "Signature" / Bytes(2),
    "Machine" / Int16ul,
    "NumberOfSections" / Int8ul,
    "Subsystem" / Int8ul,
    "StrippedSize" / Int16ul,
    "AddressOfEntryPoint" / Int32ul,
    "BaseOfCode" / Int32ul,
    "ImageBase" / Int64ul,
    "BaseRelocation" / Bytes(8),
    "Debug" / Bytes(8),
)
"""PI 1.8, volume 1, 15.2."""

IMAGE_SECTION_HEADER = Struct(
    "Name" / Bytes(8),
    "VirtualSize" / Int32ul,
    "VirtualAddress" / Int32ul,
    "SizeOfRawData" / Int32ul,
    "PointerToRawData" / Int32ul,
    "Unused" / Bytes(12),
    "Characteristics" / Int32ul,
)
"""PE/COFF, Section Table (Section Headers)."""

METADATA_HEADER = Struct(
    "Signature" / Bytes(4), "Length" / Int32ul, "Version" / Int32ul, "NumberOfSections" / Int32ul
)
"""TDX Virtual Firmware Design Guide, 11.1; OVMF's SEV metadata begin alike
(edk2-stable202502, OvmfPkg/ResetVector/X64/OvmfSevMetadata.asm)."""

TDVF_SECTION = Struct(
    "DataOffset" / Int32ul,
    "RawDataSize" / Int32ul,
    "MemoryAddress" / Int64ul,
    "MemoryDataSize" / Int64ul,
    "Type" / Int32ul,
    "Attributes" / Int32ul,
)
"""TDX Virtual Firmware Design Guide, 11.2."""

SEV_SECTION = Struct("Base" / Int32ul, "Size" / Int32ul, "Type" / Int32ul)
"""edk2-stable202502, OvmfPkg/ResetVector/X64/OvmfSevMetadata.asm."""

MEMORY_BLOCK = Struct("Base" / Int32ul, "Size" / Int32ul)
"""edk2-stable202502, OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm."""
