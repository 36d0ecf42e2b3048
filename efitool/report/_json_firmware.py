"""A firmware as a JSON object: its volumes, their files, and what it says to the hypervisor."""

from __future__ import annotations

from typing import Any

from efitool.guids import name_of
from efitool.model.firmware import (
    Build,
    Firmware,
    FirmwareFile,
    IgvmSection,
    MemoryBlock,
    Metadata,
    SevSection,
    TdvfSection,
    Volume,
)
from efitool.report._json_values import kebab


def describe(firmware: Firmware) -> dict[str, Any]:
    """Describe a firmware; null is what it does not say."""
    said = firmware.metadata
    return {
        "build": _build(firmware.build) if firmware.build else None,
        "volumes": [_volume(volume) for volume in firmware.volumes],
        "table": [
            {
                "guid": str(e.guid),
                "name": name_of(e.guid),
                "offset": hex(e.offset),
                "data": e.data.hex(),
            }
            for e in said.entries
        ],
        **_metadata(said),
    }


def _build(build: Build) -> dict[str, Any]:
    return {
        "vendor": build.vendor,
        "version": build.version,
        "date": build.date,
        "layer": build.layer,
    }


def _volume(volume: Volume) -> dict[str, Any]:
    return {
        "place": volume.place,
        "offset": hex(volume.offset),
        "size": volume.size,
        "file_system": str(volume.file_system),
        "name": str(volume.name) if volume.name else None,
        "attributes": hex(volume.attributes),
        "files": [_file(file) for file in volume.files],
    }


def _file(file: FirmwareFile) -> dict[str, Any]:
    return {
        "guid": str(file.guid),
        "name": file.name,
        "version": file.version,
        "type": kebab(file.type.name),
        "offset": hex(file.offset),
        "size": file.size,
        "layer": file.layer,
    }


def _metadata(said: Metadata) -> dict[str, Any]:
    return {
        "tdvf": None if said.tdvf is None else [_tdvf(s) for s in said.tdvf],
        "sev": None if said.sev is None else [_span(s) for s in said.sev],
        "igvm": None if said.igvm is None else [_span(s) for s in said.igvm],
        "sev_es_reset": None if said.sev_es_reset is None else hex(said.sev_es_reset),
        "sev_secret": _block(said.sev_secret),
        "sev_hashes": _block(said.sev_hashes),
    }


def _span(section: SevSection | IgvmSection | TdvfSection) -> dict[str, Any]:
    start = section.address
    return {
        "type": kebab(section.type.name),
        "start": hex(start),
        "end": hex(start + section.size),
        "size": section.size,
    }


def _tdvf(section: TdvfSection) -> dict[str, Any]:
    return {
        **_span(section),
        "raw_offset": hex(section.raw_offset),
        "raw_size": section.raw_size,
        "attributes": hex(section.attributes),
    }


def _block(block: MemoryBlock | None) -> dict[str, Any] | None:
    return block and {"start": hex(block.address), "size": block.size}
