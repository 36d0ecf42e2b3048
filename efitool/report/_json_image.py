"""What an image is, as a JSON object: its headers, its sections, and what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from efitool.model.image import ElfHeader, Image, PeHeader, Section
from efitool.report import _json_pe_tables
from efitool.report._json_values import kebab, sha256

if TYPE_CHECKING:
    from efitool.model.program import Program
    from efitool.model.uki import Profile, Uki


MAX_TEXT = 64 << 10
"""Bytes of a section whose text is told: beyond it, the digest and where it stands must do."""


def describe(image: Image) -> dict[str, Any]:
    """Describe one layer; null is what it does not have."""
    return {
        "type": image.type.value,
        "arch": image.arch,
        "layers": list(image.layers),
        **_headers(image),
        "program": _program(image.program) if image.program else None,
        "sbat": [entry._asdict() for entry in image.sbat],
        "uki": {"profiles": [_profile(p, image) for p in image.uki.profiles]}
        if image.uki
        else None,
        **_firmware(image),
    }


def _firmware(image: Image) -> dict[str, Any]:
    """Describe a firmware, which few images are: the others have no key of it."""
    if image.firmware is None:
        return {}
    from efitool.report import _json_firmware

    return {"firmware": _json_firmware.describe(image.firmware)}


def _headers(image: Image) -> dict[str, Any]:
    """Describe the headers of an executable; a boot protocol alone has no sections."""
    if image.pe:
        return _pe(image.pe)
    return _elf(image.elf) if image.elf else {"machine": None, "sections": []}


def _program(program: Program) -> dict[str, Any]:
    return {
        "name": program.name,
        "version": program.version,
        "mark": program.mark,
        "offset": hex(program.offset),
        "details": {name: list(values) for name, values in program.details},
    }


def _uki(uki: Uki, image: Image) -> dict[str, Any]:
    return {"profiles": [_profile(profile, image) for profile in uki.profiles]}


def _profile(profile: Profile, image: Image) -> dict[str, Any]:
    """Describe a profile; of its sections the digests are those of their content.

    ``text`` is null for a section of no text, and for one longer than `MAX_TEXT`.
    """
    return {
        "profile": profile.number,
        "id": profile.id,
        "title": profile.title,
        "sections": [
            {
                "name": s.name,
                "offset": hex(s.offset),
                "size": s.size,
                "sha256": sha256(image.data, s.offset, s.size),
                "text": s.text if s.size <= MAX_TEXT else None,
            }
            for s in profile.sections
        ],
    }


def _pe(pe: PeHeader) -> dict[str, Any]:
    return {
        "machine": hex(pe.machine),
        "subsystem": kebab(pe.subsystem.name),
        "image_base": hex(pe.image_base),
        "entry_point": hex(pe.entry_point),
        "image_version": f"{pe.image_version[0]}.{pe.image_version[1]}",
        "size_of_image": pe.size_of_image,
        "section_alignment": pe.section_alignment,
        "file_alignment": pe.file_alignment,
        "timestamp": pe.timestamp,
        "checksum": hex(pe.checksum),
        "characteristics": hex(pe.characteristics),
        "dll_characteristics": hex(pe.dll_characteristics),
        "nx_compat": pe.nx_compat,
        "directories": [
            {"name": d.name, "rva": hex(d.rva), "size": d.size} for d in pe.directories if d.size
        ],
        "sections": [_section(s) for s in pe.sections],
        **_json_pe_tables.tables(pe),
    }


def _elf(elf: ElfHeader) -> dict[str, Any]:
    return {
        "machine": hex(elf.machine),
        "bits": elf.bits,
        "little_endian": elf.little_endian,
        "elf_type": elf.type,
        "elf_machine": elf.machine,
        "entry_point": hex(elf.entry_point),
        "elf_flags": hex(elf.flags),
        "sections": [_section(s) for s in elf.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "offset": hex(section.offset),
        "rva": hex(section.rva),
        "size": section.size,
        "virtual_size": section.virtual_size,
        "flags": [kebab(f.name) for f in section.flags if f.name],
    }
