"""The JSON of ``efitool inspect``: keys that programs rely on, and the kinds of their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Pattern
from typing import Any, TypeAlias

from efitool.capabilities import QUESTIONS
from efitool.model.capability import Answer
from efitool.model.findings import Severity
from efitool.model.image import Arch, ImageType
from efitool.model.reference import Form
from efitool.rules import RULES

Shape: TypeAlias = (
    "type | Pattern[str] | frozenset[str] | "
    "tuple[Shape, ...] | list[Shape] | dict[str, Shape] | None"
)
"""A type; a pattern or the choices of a text; alternatives; a list of one shape; an object that
has these keys, and may have more; null."""

HEX = re.compile(r"0x(0|[1-9a-f][0-9a-f]*)")
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHA256 = re.compile(r"[0-9a-f]{64}")
VERSION = re.compile(r"\d+\.\d+")

SECTION: Shape = {
    "name": str,
    "offset": HEX,
    "rva": HEX,
    "size": int,
    "virtual_size": int,
    "flags": [str],
}
IMAGE: Shape = {
    "type": frozenset(ImageType),
    "arch": (frozenset(Arch), None),
    "layers": [str],
    "machine": (HEX, None),
    "sections": [SECTION],
}
PE: Shape = {"machine": HEX, "subsystem": str, "nx_compat": bool}
PAYLOAD: Shape = {
    "compression": (str, None),
    "offset": HEX,
    "size": int,
    "unpacked_size": (int, None),
}
LINUX: Shape = {
    "version": (str, None),
    "banner": (str, None),
    "boot_protocol": (VERSION, None),
    "xloadflags": ([str], None),
    "handover_offset": (HEX, None),
    "stub_version": (VERSION, None),
    "payload": (PAYLOAD, None),
    "config": (dict, None),
}
CAPABILITY: Shape = {
    "id": frozenset(question.id for question in QUESTIONS),
    "answer": frozenset(Answer),
    "why": str,
    "evidence": [{"what": str, "layer": str, "offset": (HEX, None)}],
}
REFERENCE: Shape = {
    "form": frozenset(Form),
    "layer": str,
    "offset": HEX,
    "rva": HEX,
    "section": (str, None),
    "call": (str, None),
}
NAMED_GUID: Shape = {
    "guid": GUID,
    "name": (str, None),
    "kind": (str, None),
    "references": [REFERENCE],
}
FINDING: Shape = {
    "rule": frozenset(rule.id for rule in RULES),
    "severity": frozenset(severity.name.lower() for severity in Severity),
    "where": str,
    "message": str,
    "advice": str,
}
LAYER: Shape = {
    "kind": frozenset({"image"}),
    "size": int,
    "sha256": SHA256,
    "image": IMAGE,
    "linux": (LINUX, None),
    "capabilities": [CAPABILITY],
    "guids": ([NAMED_GUID], None),
    "children": [dict],
    "findings": [FINDING],
}
"""One image; those inside it are held against the shape one by one."""


def breaches(told: dict[str, Any]) -> Iterator[str]:
    """Yield where an answer of ``inspect`` is not what the contract says."""
    if told.get("efitool") != 1 or not isinstance(told.get("path"), str):
        yield "$: no version, or no path"
    for where, layer in layers(told):
        yield from _breaches(layer, LAYER, where)
        if "subsystem" in layer["image"]:
            yield from _breaches(layer["image"], PE, f"{where}.image")


def layers(told: dict[str, Any], where: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the image and those inside it, each with the way to it."""
    yield where, told
    for n, child in enumerate(told["children"]):
        yield from layers(child, f"{where}.children[{n}]")


def _breaches(value: Any, shape: Shape, where: str) -> Iterator[str]:
    match shape:
        case dict():
            if not isinstance(value, dict):
                yield f"{where}: {value!r} is no object"
                return
            for key, inner in shape.items():
                if key in value:
                    yield from _breaches(value[key], inner, f"{where}.{key}")
                else:
                    yield f"{where}: no {key}"
        case list():
            if not isinstance(value, list):
                yield f"{where}: {value!r} is no list"
                return
            for n, element in enumerate(value):
                yield from _breaches(element, shape[0], f"{where}[{n}]")
        case tuple():
            found = [list(_breaches(value, inner, where)) for inner in shape]
            if all(found):
                yield from found[0]
        case Pattern():
            if not isinstance(value, str) or not shape.fullmatch(value):
                yield f"{where}: {value!r} is not like {shape.pattern}"
        case frozenset():
            if value not in shape:
                yield f"{where}: {value!r} is none of {sorted(shape)}"
        case type():
            if type(value) is not shape:
                yield f"{where}: {value!r} is no {shape.__name__}"
        case None:
            if value is not None:
                yield f"{where}: {value!r} is not null"
