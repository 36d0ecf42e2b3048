"""The kernels that are measured, and the payloads inside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import efitool
from efitool.model.linux import Payload
from tests.real.shelf import kept

DECOMPRESSORS = {
    "gzip": ("gzip", "-dc"),
    "bzip2": ("bzip2", "-dc"),
    "lzma": ("xz", "--format=lzma", "-dc"),
    "xz": ("xz", "-dc"),
    "lzo": ("lzop", "-dc"),
    "lz4": ("lz4", "-dc"),
    "zstd": ("zstd", "-dc"),
}
"""The bare decompressor of each codec."""

MEASURED = (
    "bookworm-686-pae",
    "bookworm-amd64",
    "bookworm-cloud-amd64",
    "trixie-amd64",
    "forky-cloud-amd64",
    "forky-cloud-arm64",
)
"""Of the fetched kernels: each codec, each architecture, the oldest and the newest."""

SIZE_FIELD = 4
"""Bytes of unpacked size behind the payload (Linux v6.12, scripts/Makefile.lib, size_append)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kernel, and its payload where it has one."""

    path: str
    title: str
    payload: Payload | None

    @property
    def decompressor(self) -> tuple[str, ...]:
        """The command that unpacks a file of the payload's codec."""
        codec = self.payload.compression if self.payload else None
        return DECOMPRESSORS[codec] if codec else ()

    def extract_payload(self, directory: Path) -> str:
        """Write the bare compressed stream to a file, and return its path."""
        assert self.payload
        appended = 0 if self.payload.compression == "gzip" else SIZE_FIELD
        start, size = self.payload.offset, self.payload.size - appended
        target = directory / "payload"
        target.write_bytes(Path(self.path).read_bytes()[start : start + size])
        return str(target)


def read(path: str) -> Subject:
    """Read a kernel's headers."""
    linux = efitool.read_image(path).linux
    size = f"{Path(path).stat().st_size / 1e6:.0f} MB"
    if linux is None:
        return Subject(path, f"{Path(path).name}, {size}", None)
    codec = linux.payload.compression if linux.payload else None
    title = f"{linux.version} ({codec or 'not packed'}, {size})"
    return Subject(path, title, linux.payload)


def cached() -> list[str]:
    """Kernels that the suite of real files has fetched."""
    return [str(place / "vmlinuz") for shelf in MEASURED if (place := kept(shelf))]
