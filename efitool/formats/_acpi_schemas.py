"""The structures of ACPI tables that tell of memory, from which the layouts are derived."""

from __future__ import annotations

from construct import Bytes, Int8ul, Int16ul, Int32ul, Int64ul, Padding, Struct

ACPI_HEADER = Struct(
    "Signature" / Bytes(4),
    "Length" / Int32ul,
    "Revision" / Int8ul,
    "Checksum" / Int8ul,
    Padding(26),
)
"""``DESCRIPTION_HEADER``, to the end of *Creator Revision*. ACPI 6.5, 5.2.6."""

SRAT_MEMORY_AFFINITY = Struct(
    "Type" / Int8ul,
    "Length" / Int8ul,
    "ProximityDomain" / Int32ul,
    Padding(2),
    "BaseAddress" / Int64ul,
    "MemoryLength" / Int64ul,
    Padding(4),
    "Flags" / Int32ul,
    Padding(8),
)
"""ACPI 6.5, 5.2.16.2, Memory Affinity Structure."""

CEDT_CFMWS = Struct(
    "Type" / Int8ul,
    Padding(1),
    "RecordLength" / Int16ul,
    Padding(4),
    "BaseHpa" / Int64ul,
    "WindowSize" / Int64ul,
    "EncodedInterleaveWays" / Int8ul,
    "InterleaveArithmetic" / Int8ul,
    Padding(2),
    "InterleaveGranularity" / Int32ul,
    "WindowRestrictions" / Int16ul,
    "QtgId" / Int16ul,
)
"""What stands before the list of targets. CXL 3.1, 9.18.1.3, CXL Fixed Memory Window Structure."""

PRMT = Struct(
    Padding(36),
    "PlatformGuid" / Bytes(16),
    "ModuleInfoOffset" / Int32ul,
    "ModuleInfoCount" / Int32ul,
)
"""Platform Runtime Mechanism 1.0, 4.1.1, PRMT Structure."""

PRM_MODULE = Struct(
    "Revision" / Int16ul,
    "Length" / Int16ul,
    "ModuleGuid" / Bytes(16),
    "MajorRevision" / Int16ul,
    "MinorRevision" / Int16ul,
    "HandlerCount" / Int16ul,
    "HandlerInfoOffset" / Int32ul,
    "MmioListPointer" / Int64ul,
)
"""Platform Runtime Mechanism 1.0, 4.1.2, PRM Module Information Structure."""

PRM_HANDLER = Struct(
    "Revision" / Int16ul,
    "Length" / Int16ul,
    "HandlerGuid" / Bytes(16),
    "HandlerAddress" / Int64ul,
    "StaticDataBuffer" / Int64ul,
    "AcpiParameterBuffer" / Int64ul,
)
"""Platform Runtime Mechanism 1.0, 4.1.3, PRM Handler Information Structure."""

QWORD_ADDRESS_SPACE = Struct(
    "Tag" / Int8ul,
    "Length" / Int16ul,
    "ResourceType" / Int8ul,
    Padding(10),
    "Minimum" / Int64ul,
    Padding(16),
    "AddressLength" / Int64ul,
)
"""ACPI 6.5, 6.4.3.5.1, QWord Address Space Descriptor."""

DWORD_ADDRESS_SPACE = Struct(
    "Tag" / Int8ul,
    "Length" / Int16ul,
    "ResourceType" / Int8ul,
    Padding(6),
    "Minimum" / Int32ul,
    Padding(8),
    "AddressLength" / Int32ul,
)
"""ACPI 6.5, 6.4.3.5.2, DWord Address Space Descriptor."""

FIXED_MEMORY = Struct(
    "Tag" / Int8ul,
    "Length" / Int16ul,
    Padding(1),
    "Minimum" / Int32ul,
    "AddressLength" / Int32ul,
)
"""ACPI 6.5, 6.4.3.4, 32-Bit Fixed Memory Range Descriptor."""
