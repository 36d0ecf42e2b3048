"""The bundle: an archive of what was taken, and a manifest of what that is and what is not."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import Any

from efitool.collect.sources import NEVER
from efitool.model.collected import Collected

FOLDER = "efitool-collect"
MANIFEST = "manifest.json"
OWNER_ONLY = 0o600


def manifest(collected: Collected) -> dict[str, Any]:
    """Describe what was taken, what was not, and what never is."""
    return {
        "efitool": 1,
        "kind": "bundle",
        "taken": [
            {"name": t.name, "size": len(t.content), "why": t.why, "note": t.note or None}
            for t in collected.taken
        ],
        "not_taken": [
            {"path": left.path, "why": left.why, "refused": left.refused} for left in collected.left
        ],
        "never_taken": [{"what": what, "why": why} for what, why in NEVER],
    }


def packed(collected: Collected) -> bytes:
    """Return the bundle (tar, gzip). The same files give the same bytes: no times, no owners."""
    told = json.dumps(manifest(collected), indent=2) + "\n"
    members = [(MANIFEST, told.encode()), *((t.name, t.content) for t in collected.taken)]
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in members:
            info = tarfile.TarInfo(f"{FOLDER}/{name}")
            info.size, info.mode = len(content), OWNER_ONLY
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(stream.getvalue(), mtime=0)
