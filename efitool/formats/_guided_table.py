"""What OVMF says to the hypervisor: a table of GUIDs, and the metadata that it points to.

The table ends before the reset vector and is read from its end. Offsets in it count back from the
end of the firmware.

Reference: edk2-stable202502, OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm; QEMU 10.0,
hw/i386/pc_sysfw_ovmf.c; TDX Virtual Firmware Design Guide, 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from uuid import UUID

from efitool.errors import MalformedError
from efitool.formats._base import parse
from efitool.formats._firmware_schemas import (
    MEMORY_BLOCK,
    METADATA_HEADER,
    SEV_SECTION,
    TDVF_SECTION,
)
from efitool.model.firmware import (
    IgvmSection,
    IgvmType,
    MemoryBlock,
    Metadata,
    Oddity,
    SevSection,
    SevType,
    TableEntry,
    TdvfSection,
    TdvfType,
)

FOOTER = UUID("96b582de-1fb2-45f7-baea-a366c55a082d")
TDX_METADATA = UUID("e47a6535-984a-4798-865e-4685a7bf8ec2")
SEV_METADATA = UUID("dc886566-984a-4798-a75e-5585a7bf67cc")
IGVM_METADATA = UUID("784fa70e-3176-4677-8a20-04b68699e374")
SEV_HASHES = UUID("7255371f-3a3b-4b04-927b-1da6efa8d454")
SEV_SECRET = UUID("4c2eb361-7d9b-4cc3-8081-127c90d3d294")
SEV_ES_RESET = UUID("00f771de-1a7e-4fcb-890e-68c77e2fb44e")

BEHIND_TABLE = 32
"""Bytes from the end of the table to that of the firmware: the reset vector."""
TRAILER = 18
"""Length and GUID, with which each entry ends."""
POINTER_FROM_END = 32
"""Where TDVF without a table says how far its descriptor starts before the end (ibid., 11)."""
MAX_SECTIONS = 64
"""Sections of metadata that are read: OVMF has a dozen."""
TDVF = b"TDVF"

S = TypeVar("S")


def read(data: bytes, oddities: list[Oddity]) -> Metadata:
    """Read what there is; add to ``oddities`` what cannot be."""
    entries = tuple(_entries(data, oddities))
    by_guid = {entry.guid: entry for entry in reversed(entries)}
    tdx = by_guid.get(TDX_METADATA)
    at = _back(data, tdx.data if tdx else data[-POINTER_FROM_END : 4 - POINTER_FROM_END])
    if tdx is None and (at is None or data[at : at + 4] != TDVF):
        at = None
    return Metadata(
        entries=entries,
        tdvf=_sections(data, at, TDVF, TDVF_SECTION, _tdvf, oddities, wanted=tdx is not None),
        sev=_pointed(data, by_guid.get(SEV_METADATA), b"ASEV", SEV_SECTION, _sev, oddities),
        igvm=_pointed(data, by_guid.get(IGVM_METADATA), None, SEV_SECTION, _igvm, oddities),
        sev_es_reset=_number(by_guid.get(SEV_ES_RESET)),
        sev_secret=_block(by_guid.get(SEV_SECRET)),
        sev_hashes=_block(by_guid.get(SEV_HASHES)),
    )


def _entries(data: bytes, oddities: list[Oddity]) -> Iterator[TableEntry]:
    """Yield the entries from the last one backwards, which is the order of a search."""
    end = len(data) - BEHIND_TABLE
    if end < TRAILER or data[end - 16 : end] != FOOTER.bytes_le:
        return
    length = int.from_bytes(data[end - TRAILER : end - 16], "little")
    start, at = end - length, end - TRAILER
    if length < TRAILER or start < 0:
        oddities.append(Oddity(f"{at:#x}", f"the table of GUIDs has {length} bytes"))
        return
    while at - TRAILER >= start:
        size = int.from_bytes(data[at - TRAILER : at - 16], "little")
        if size < TRAILER or at - size < start:
            oddities.append(Oddity(f"{at - TRAILER:#x}", f"an entry of {size} bytes in the table"))
            return
        guid = UUID(bytes_le=data[at - 16 : at])
        yield TableEntry(guid, at - size, data[at - size : at - TRAILER])
        at -= size


def _back(data: bytes, content: bytes) -> int | None:
    """Return the offset that an entry states from the end, None if it is outside."""
    back = int.from_bytes(content[:4], "little")
    return len(data) - back if 0 < back <= len(data) else None


def _pointed(
    data: bytes, entry: TableEntry | None, signature: bytes | None, schema: Any,
    section: Callable[[Any], S], oddities: list[Oddity],
) -> tuple[S, ...] | None:  # fmt: skip
    if entry is None:
        return None
    at = _back(data, entry.data)
    return _sections(data, at, signature, schema, section, oddities, wanted=True)


def _sections(
    data: bytes, at: int | None, signature: bytes | None, schema: Any,
    section: Callable[[Any], S], oddities: list[Oddity], *, wanted: bool,
) -> tuple[S, ...] | None:  # fmt: skip
    name = signature.decode() if signature else "IGVM"
    if at is None:
        if wanted:
            oddities.append(Oddity(name, "the table points outside the firmware"))
        return None
    try:
        header = parse(name, METADATA_HEADER, data, at)
        if signature and header.Signature != signature:
            raise MalformedError(name, "Signature", at, f"found {header.Signature.hex(' ')}")
        count = header.NumberOfSections
        if count > MAX_SECTIONS:
            raise MalformedError(name, "NumberOfSections", at + 12, f"{count} sections")
        start, size = at + METADATA_HEADER.sizeof(), schema.sizeof()
        rows = (parse(name, schema, data, start + n * size) for n in range(count))
        return tuple(map(section, rows))
    except MalformedError as e:
        oddities.append(Oddity(f"{at:#x}", str(e)))
        return None


def _tdvf(row: Any) -> TdvfSection:
    return TdvfSection(
        type=TdvfType(row.Type),
        raw_offset=row.DataOffset,
        raw_size=row.RawDataSize,
        address=row.MemoryAddress,
        size=row.MemoryDataSize,
        attributes=row.Attributes,
    )


def _sev(row: Any) -> SevSection:
    return SevSection(SevType(row.Type), row.Base, row.Size)


def _igvm(row: Any) -> IgvmSection:
    return IgvmSection(IgvmType(row.Type), row.Base, row.Size)


def _number(entry: TableEntry | None) -> int | None:
    return int.from_bytes(entry.data[:4], "little") if entry and len(entry.data) >= 4 else None


def _block(entry: TableEntry | None) -> MemoryBlock | None:
    if entry is None or len(entry.data) < MEMORY_BLOCK.sizeof():
        return None
    block = parse("table of GUIDs", MEMORY_BLOCK, entry.data)
    return MemoryBlock(block.Base, block.Size)
