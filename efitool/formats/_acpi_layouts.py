"""Layouts of the structures in `_acpi_schemas`; written by scripts/build_layouts.py."""

from efitool.formats._layout import Layout

ACPI_HEADER = Layout(
    "<4sLBB26x",
    (
        "Signature",
        "Length",
        "Revision",
        "Checksum",
    ),
)

SRAT_MEMORY_AFFINITY = Layout(
    "<BBL2xQQ4xL8x",
    (
        "Type",
        "Length",
        "ProximityDomain",
        "BaseAddress",
        "MemoryLength",
        "Flags",
    ),
)

CEDT_CFMWS = Layout(
    "<B1xH4xQQBB2xLHH",
    (
        "Type",
        "RecordLength",
        "BaseHpa",
        "WindowSize",
        "EncodedInterleaveWays",
        "InterleaveArithmetic",
        "InterleaveGranularity",
        "WindowRestrictions",
        "QtgId",
    ),
)

PRMT = Layout(
    "<36x16sLL",
    (
        "PlatformGuid",
        "ModuleInfoOffset",
        "ModuleInfoCount",
    ),
)

PRM_MODULE = Layout(
    "<HH16sHHHLQ",
    (
        "Revision",
        "Length",
        "ModuleGuid",
        "MajorRevision",
        "MinorRevision",
        "HandlerCount",
        "HandlerInfoOffset",
        "MmioListPointer",
    ),
)

PRM_HANDLER = Layout(
    "<HH16sQQQ",
    (
        "Revision",
        "Length",
        "HandlerGuid",
        "HandlerAddress",
        "StaticDataBuffer",
        "AcpiParameterBuffer",
    ),
)

QWORD_ADDRESS_SPACE = Layout(
    "<BHB10xQ16xQ",
    (
        "Tag",
        "Length",
        "ResourceType",
        "Minimum",
        "AddressLength",
    ),
)

DWORD_ADDRESS_SPACE = Layout(
    "<BHB6xL8xL",
    (
        "Tag",
        "Length",
        "ResourceType",
        "Minimum",
        "AddressLength",
    ),
)

FIXED_MEMORY = Layout(
    "<BH1xLL",
    (
        "Tag",
        "Length",
        "Minimum",
        "AddressLength",
    ),
)
