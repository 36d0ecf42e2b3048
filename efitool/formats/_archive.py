"""Archives as the files in them: a sosreport, what a script has gathered.

Nothing is written to disk, and names are never opened: a member's name is only told. Links,
devices and what is encrypted are passed over. What an archive may cost is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from efitool.errors import LimitError, MalformedError
from efitool.formats import compressed, sysfs_tar
from efitool.formats._archive_members import Budget, Member, PassedOver
from efitool.formats._packed import CHUNK, Packed
from efitool.formats._streams import STREAMS, unpacking
from efitool.formats._zstd import pieces
from efitool.model.image import Data

ZIP = b"PK\x03\x04"


def sniff(data: Data) -> str | None:
    """Name the kind of archive that the bytes are, plain or packed once; None for no archive."""
    if data[:4] == ZIP:
        return "zip"
    if sysfs_tar.sniff(data):
        return "tar"
    codec = compressed.codec_of(data)
    if codec is None:
        return None
    with suppress(MalformedError, LimitError):
        head = next(_unpacked(codec, data), b"")
        return f"tar.{codec}" if sysfs_tar.sniff(head) else None
    return None


def members(kind: str, data: Data, budget: Budget) -> Iterator[Member | PassedOver]:
    """Yield the files of an archive.

    Raises `MalformedError` where it is damaged (what was read before is of use), `LimitError`.
    """
    if kind == "zip":
        from efitool.formats import _archive_zip

        return _archive_zip.members(data, budget)
    from efitool.formats import _archive_tar

    codec = kind.partition(".")[2]
    return _archive_tar.members(_unpacked(codec, data) if codec else _pieces(data), budget)


def _pieces(data: Data) -> Iterator[bytes]:
    return (data[at : at + CHUNK] for at in range(0, len(data), CHUNK))


def _unpacked(codec: str, data: Data) -> Iterator[bytes]:
    """Yield what a stream unpacks to, in pieces. Raises `MalformedError`, `MissingExtraError`."""
    packed = Packed(memoryview(data), None, codec, 0)
    if codec == "zstd":
        return pieces(packed)
    if codec in STREAMS:
        return unpacking(codec, packed)
    return _pieces(compressed.unpacked(data)[1])
