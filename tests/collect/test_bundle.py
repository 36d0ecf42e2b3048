"""The bundle is an archive that anybody can open, and says what is in it."""

from __future__ import annotations

import gzip
import io
import json
import tarfile

from efitool.collect.bundle import packed
from efitool.model.collected import Collected, Left, Taken

COLLECTED = Collected(
    (Taken("proc/x", b"content\n", "what x tells"), Taken("a" * 120, b"", "why", "cut")),
    (Left("proc/y", "Permission denied", refused=True),),
)


def opened() -> tarfile.TarFile:
    return tarfile.open(fileobj=io.BytesIO(packed(COLLECTED)), mode="r:gz")


def test_each_file_is_a_member_below_one_folder() -> None:
    with opened() as archive:
        assert archive.getnames() == [
            "efitool-collect/manifest.json",
            "efitool-collect/proc/x",
            f"efitool-collect/{'a' * 120}",
        ]
        member = archive.extractfile("efitool-collect/proc/x")
        assert member
        assert member.read() == b"content\n"
        assert {m.mode for m in archive.getmembers()} == {0o600}


def test_the_manifest_tells_what_is_in_it_and_what_not() -> None:
    with opened() as archive:
        member = archive.extractfile("efitool-collect/manifest.json")
        assert member
        told = json.loads(member.read())

    assert told["kind"] == "bundle"
    assert told["taken"] == [
        {"name": "proc/x", "size": 8, "why": "what x tells", "note": None},
        {"name": "a" * 120, "size": 0, "why": "why", "note": "cut"},
    ]
    assert told["not_taken"] == [{"path": "proc/y", "why": "Permission denied", "refused": True}]
    assert {"what": "ACPI tables MSDM and SLIC", "why": "licence keys"} in told["never_taken"]


def test_the_same_files_give_the_same_bytes() -> None:
    assert packed(COLLECTED) == packed(COLLECTED)
    assert gzip.decompress(packed(COLLECTED))
