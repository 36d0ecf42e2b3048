"""Models as JSON objects.

Addresses, offsets and flag words are ``"0x…"`` strings, since many readers lose integers above
2^53; sizes and counts are integers.
"""

from __future__ import annotations

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
from efitool.model.image import Data, ImageType
from efitool.model.inspection import InspectedFile, Inspection
from efitool.model.reference import GuidReference
from efitool.report import _json_image, _json_linux
from efitool.report._json_values import hexadecimal, sha256

VERSION = 1


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
    return _object(subject.path, subject.data, subject.inspection)


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


def _inspection(path: str, subject: Inspection) -> dict[str, Any]:
    """Describe one layer; its findings are those of all that is inside, too.

    In a kernel proper nobody looks for references: ``guids`` is null.
    """
    image = subject.image
    return {
        "layer": image.layer,
        "image": _json_image.describe(image),
        "linux": _json_linux.describe(image),
        "capabilities": [_capability(c) for c in subject.capabilities],
        "guids": None if image.type is ImageType.ELF else _guids(subject.references),
        "children": [_object(path, c.image.data, c) for c in subject.children],
        "findings": [finding(f) for layer in subject.walk() for f in layer.findings],
    }


def _object(path: str, data: Data, subject: Inspection) -> dict[str, Any]:
    """Describe an image: of one inside another, ``offset`` says where it begins in that."""
    return {
        "efitool": VERSION,
        "kind": "image",
        "path": path,
        "offset": hexadecimal(subject.image.offset),
        "size": len(data),
        "sha256": sha256(data),
        **_inspection(path, subject),
    }


def _capability(capability: Capability) -> dict[str, Any]:
    return {
        "id": capability.id,
        "answer": capability.answer.value,
        "layer": capability.layer,
        "why": capability.why,
        "evidence": [
            {"what": e.what, "layer": e.layer, "offset": hexadecimal(e.offset)}
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


def finding(found: Finding) -> dict[str, Any]:
    """Describe what a rule has to say."""
    return {
        "rule": found.rule,
        "severity": found.severity.name.lower(),
        "where": found.where,
        "message": found.message,
        "advice": found.advice,
    }
