"""Where something stands, as SARIF tells it: artifacts, regions, and what tells results apart.

Reference: OASIS Standard, SARIF 2.1.0 with Errata 01, 3.4 (artifactLocation), 3.11 (message), 3.24
(artifact), 3.27.17 (partialFingerprints), 3.30 (region); RFC 3986.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from efitool.model.triage import Origin

MEMBER = "!"
"""What stands between an archive and the name of a member."""


def message(text: str) -> dict[str, str]:
    """Return a message that says just this: single braces would ask for arguments."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}


class Artifacts:
    """The inputs, each once, and the archives that some are in."""

    def __init__(self) -> None:
        self._indexes = dict[str, int]()
        self._artifacts = list[dict[str, Any]]()

    def add(self, path: str, what: str) -> int:
        """Note an input and what it is, and return its place in the list."""
        index = self._index(path)
        artifact = self._artifacts[index]
        before = artifact.get("description", {"text": ""})["text"]
        artifact["description"] = message("; ".join(filter(None, (before, what))))
        return index

    def location(self, path: str) -> dict[str, Any]:
        """Return a reference to an input; one that nobody noted is noted."""
        return {"uri": _uri(path), "index": self._index(path)}

    def listed(self) -> list[dict[str, Any]]:
        """Return all that were noted, in their order."""
        return self._artifacts

    def _index(self, path: str) -> int:
        if path in self._indexes:
            return self._indexes[path]
        archive, inside, _ = path.rpartition(MEMBER)
        parent = {"parentIndex": self._index(archive)} if inside and archive else {}
        self._indexes[path] = len(self._artifacts)
        location = {"uri": _uri(path)}
        self._artifacts.append({"location": location, "roles": ["analysisTarget"], **parent})
        return self._indexes[path]


def location(origin: Origin, artifacts: Artifacts) -> dict[str, Any]:
    """Return a place in an input: a line with its words, a byte, or all of it."""
    physical: dict[str, Any] = {"artifactLocation": artifacts.location(origin.path)}
    if region := _region(origin):
        physical["region"] = region
    said = {"message": message(origin.text)} if origin.text and origin.line is None else {}
    return {"physicalLocation": physical, **said}


def _region(origin: Origin) -> dict[str, Any]:
    if origin.line is not None:
        snippet = {"snippet": {"text": origin.text}} if origin.text else {}
        return {"startLine": max(origin.line, 1), **snippet}
    if origin.offset is not None:
        return {"byteOffset": origin.offset, "byteLength": 1}
    return {}


def fingerprint(*parts: str) -> str:
    """Return what stays the same when lines move and folders are renamed."""
    names = (PurePosixPath(part).name for part in parts)
    return sha256("\0".join(names).encode(errors="backslashreplace")).hexdigest()[:32]


def _uri(path: str) -> str:
    """Return a path as a reference; that of a member is absolute in its archive (3.24.3)."""
    archive, inside, member = path.rpartition(MEMBER)
    if inside and archive:
        return quote("/" + member.lstrip("/"), errors="backslashreplace")
    if path.startswith("/"):
        return "file:///" + quote(path.lstrip("/"), errors="backslashreplace")
    return quote(path, errors="backslashreplace")
