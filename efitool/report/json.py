"""Models as JSON objects.

Addresses, offsets and flag words are ``"0x…"`` strings, since many readers lose integers above
2^53; sizes and counts are integers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from efitool import guids
from efitool.errors import MalformedError
from efitool.guids import GuidName
from efitool.guids.reading import readings
from efitool.model.capability import Capability
from efitool.model.findings import Finding
from efitool.model.image import Image, ImageType, PeHeader, Section
from efitool.model.inspection import InspectedFile, Inspection
from efitool.model.linux import Arm64Header, KernelInfo, Linux, Payload, SetupHeader
from efitool.model.program import Program, SbatEntry
from efitool.model.reference import GuidReference
from efitool.model.uki import Profile, Uki

VERSION = 1
COUNTS = {
    "setup_sects",
    "syssize",
    "setup_move_size",
    "ramdisk_size",
    "cmdline_size",
    "payload_length",
    "init_size",
}
"""Fields of the setup header that are sizes or counts. The others are addresses, alignments,
versions, ids and flags: `ram_size` too, which holds flags of the RAM disk."""


def dumps(value: dict[str, Any]) -> str:
    """Return an object on one line."""
    return json.dumps(value, separators=(",", ":"))


def error(path: str, e: Exception, message: str) -> dict[str, Any]:
    """Describe a file that could not be read."""
    where: dict[str, Any] = {"format": None, "field": None, "offset": None}
    if isinstance(e, MalformedError):
        where = {"format": e.format, "field": e.field, "offset": hex(e.offset)}
    return {
        "efitool": VERSION,
        "kind": "error",
        "path": path,
        "error": {"type": type(e).__name__, **where, "message": message},
    }


def inspection(subject: InspectedFile) -> dict[str, Any]:
    """Describe a file, all that is inside it, and what it can do."""
    return {
        "efitool": VERSION,
        "kind": "image",
        "path": subject.path,
        "size": len(subject.data),
        "sha256": hashlib.sha256(subject.data).hexdigest(),
        **_inspection(subject.inspection),
    }


def guid_names(query: str | None, found: Iterable[GuidName]) -> dict[str, Any]:
    """Describe what the database knows, and how the query was read."""
    return {
        "efitool": VERSION,
        "kind": "guids",
        "query": query,
        "readings": [{"guid": str(r.guid), "how": r.how} for r in readings(query or "")],
        "guids": [
            {
                "guid": str(name.guid),
                "name": name.name,
                "aliases": list(name.aliases),
                "kind": name.kind.value,
                "source": name.source,
            }
            for name in found
        ],
    }


def references(path: str, found: Iterable[GuidReference]) -> dict[str, Any]:
    """Describe who refers to what in one file."""
    return {"efitool": VERSION, "kind": "guid-references", "path": path, "guids": _guids(found)}


def _inspection(subject: Inspection) -> dict[str, Any]:
    """Describe one layer; its findings are those of all that is inside, too.

    In a kernel proper nobody looks for references: ``guids`` is null.
    """
    image = subject.image
    return {
        "layer": image.layer,
        "image": _image(image),
        "linux": _linux(image),
        "capabilities": [_capability(c) for c in subject.capabilities],
        "guids": None if image.type is ImageType.ELF else _guids(subject.references),
        "children": [_child(child) for child in subject.children],
        "findings": [_finding(f) for layer in subject.walk() for f in layer.findings],
    }


def _child(subject: Inspection) -> dict[str, Any]:
    data = subject.image.data
    return {
        "kind": "image",
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        **_inspection(subject),
    }


def _image(image: Image) -> dict[str, Any]:
    return {
        "type": image.type.value,
        "arch": image.arch,
        "layers": list(image.layers),
        **(_pe(image.pe) if image.pe else {}),
        "program": _program(image.program) if image.program else None,
        "sbat": [_sbat_entry(entry) for entry in image.sbat],
        "uki": _uki(image.uki, image) if image.uki else None,
    }


def _program(program: Program) -> dict[str, Any]:
    return {
        "name": program.name,
        "version": program.version,
        "mark": program.mark,
        "offset": hex(program.offset),
        "details": {name: list(values) for name, values in program.details},
    }


def _sbat_entry(entry: SbatEntry) -> dict[str, Any]:
    return entry._asdict()


def _uki(uki: Uki, image: Image) -> dict[str, Any]:
    return {"profiles": [_profile(profile, image) for profile in uki.profiles]}


def _profile(profile: Profile, image: Image) -> dict[str, Any]:
    """Describe a profile; of its sections the digests are those of their content."""
    return {
        "profile": profile.number,
        "id": profile.id,
        "title": profile.title,
        "sections": [
            {
                "name": s.name,
                "offset": hex(s.offset),
                "size": s.size,
                "sha256": hashlib.sha256(image.data[s.offset : s.offset + s.size]).hexdigest(),
                "text": s.text,
            }
            for s in profile.sections
        ],
    }


def _pe(pe: PeHeader) -> dict[str, Any]:
    return {
        "machine": hex(pe.machine),
        "subsystem": _kebab(pe.subsystem.name),
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
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "offset": hex(section.offset),
        "rva": hex(section.rva),
        "size": section.size,
        "virtual_size": section.virtual_size,
        "flags": [_kebab(f.name) for f in section.flags if f.name],
    }


def _linux(image: Image) -> dict[str, Any] | None:
    linux = image.linux
    if linux is None:
        return None
    header = linux.setup_header
    flags = header.xloadflags if header else None
    return {
        "version": linux.version,
        "banner": linux.banner,
        "boot_protocol": header.boot_protocol if header else None,
        "xloadflags": None if flags is None else [_kebab(f.name) for f in flags if f.name],
        "handover_offset": _hex(header.handover_offset if header else None),
        "stub_version": ".".join(map(str, linux.stub_version)) if linux.stub_version else None,
        "setup_header": _setup_header(header) if header else None,
        "kernel_info": _kernel_info(linux.kernel_info) if linux.kernel_info else None,
        "arm64_header": _arm64_header(linux.arm64_header) if linux.arm64_header else None,
        "payload": _payload(linux.payload) if linux.payload else None,
        "config": _first(_config(layer) for layer in (linux, *_inner(image))),
        "build_id": _first(layer.build_id for layer in (linux, *_inner(image))),
        "symbols": _first(_symbols(layer) for layer in (linux, *_inner(image))),
    }


def _inner(image: Image) -> tuple[Linux, ...]:
    return tuple(child.linux for child in image.children if child.linux)


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _config(linux: Linux) -> dict[str, str] | None:
    return None if linux.config is None else dict(linux.config)


def _symbols(linux: Linux) -> int | None:
    return None if linux.symbols is None else len(linux.symbols)


def _setup_header(header: SetupHeader) -> dict[str, Any]:
    return {
        name: value if value is None or name in COUNTS else hex(value)
        for name, value in header._asdict().items()
    }


def _kernel_info(info: KernelInfo) -> dict[str, Any]:
    return {
        "offset": hex(info.offset),
        "size": info.size,
        "size_total": info.size_total,
        "setup_type_max": hex(info.setup_type_max),
    }


def _arm64_header(header: Arm64Header) -> dict[str, Any]:
    return {
        "text_offset": hex(header.text_offset),
        "image_size": header.image_size,
        "flags": hex(header.flags),
        "big_endian": header.big_endian,
        "page_size": int(header.page_size) or None,
        "anywhere": header.anywhere,
    }


def _payload(payload: Payload) -> dict[str, Any]:
    return {
        "compression": payload.compression,
        "offset": hex(payload.offset),
        "size": payload.size,
        "unpacked_size": payload.unpacked_size,
    }


def _capability(capability: Capability) -> dict[str, Any]:
    return {
        "id": capability.id,
        "answer": capability.answer.value,
        "layer": capability.layer,
        "why": capability.why,
        "evidence": [
            {"what": e.what, "layer": e.layer, "offset": _hex(e.offset)}
            for e in capability.evidence
        ],
    }


def _guids(references: Iterable[GuidReference]) -> list[dict[str, Any]]:
    by_guid: dict[UUID, list[GuidReference]] = {}
    for reference in references:
        by_guid.setdefault(reference.guid, []).append(reference)
    return [
        {"guid": str(guid), **_name(guid), "references": [_reference(r) for r in found]}
        for guid, found in by_guid.items()
    ]


def _name(guid: UUID) -> dict[str, Any]:
    known = guids.lookup(guid)
    return {"name": known.name if known else None, "kind": known.kind.value if known else None}


def _reference(reference: GuidReference) -> dict[str, Any]:
    services = [call.service for call in reference.calls]
    return {
        "form": reference.form.value,
        "grade": reference.grade.value,
        "layer": reference.layer,
        "offset": hex(reference.offset),
        "rva": hex(reference.rva),
        "section": reference.section,
        "call": services[0] if services else None,
        "calls": [{"service": c.service, "rva": hex(c.rva)} for c in reference.calls],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.name.lower(),
        "where": finding.where,
        "message": finding.message,
        "advice": finding.advice,
    }


def _hex(value: int | None) -> str | None:
    return None if value is None else hex(value)


def _kebab(name: str) -> str:
    return name.strip("_").lower().replace("_", "-")
