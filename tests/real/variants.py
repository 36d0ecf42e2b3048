"""Other forms that real kernels come in: repacked as zboot, unpacked, or compressed as a whole."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests import build
from tests.payloads import compress
from tests.real.kernels import KERNELS, Spec, obtain

COMPRESSORS = {
    "gzip": "gzip -n -1",
    "lz4": "lz4 -l -1 - -",
    "lzma": "lzma -1",
    "lzo": "lzop -1",
    "xzkern": "xz -1 --check=crc32",
    "zstd22": "zstd -1",
}
"""What makes the payload of a zboot image, by the name that its header gives (Linux v6.12,
drivers/firmware/efi/libstub/Makefile.zboot): the level changes no format."""
CODECS = {"xzkern": "xz", "zstd22": "zstd"}
"""What of those names is no codec's."""
UNPACKERS = {
    b"\x1f\x8b\x08": "gzip -dc",
    b"\xfd7zXZ\0": "xz -dc",
    b"\x28\xb5\x2f\xfd": "zstd -dcq",
    b"\x02\x21\x4c\x18": "lz4 -dc - -",
}
MACHINES = {"arm64": 0xAA64, "riscv64": 0x5064}


@dataclass(frozen=True, slots=True)
class Zboot:
    """A plain ``Image`` packed by one method."""

    kernel: Spec
    method: str

    def __str__(self) -> str:
        return f"zboot-{self.kernel}-{self.method}"

    @property
    def codec(self) -> str:
        return CODECS.get(self.method, self.method)

    def make(self) -> bytes:
        """Pack the kernel as the build of Linux does."""
        plain = obtain(self.kernel).path.read_bytes()
        size = b"" if self.method == "gzip" else struct.pack("<I", len(plain))
        return build.zboot(
            compress(COMPRESSORS[self.method], plain) + size,
            self.method.encode(),
            size_field=len(size),
            machine=MACHINES[self.kernel.arch],
        )


def _of(*arches: str) -> tuple[Spec, ...]:
    return tuple(spec for spec in KERNELS if spec.arch in arches)


ZBOOTS = (
    *(Zboot(_of("arm64")[0], method) for method in COMPRESSORS),
    *(Zboot(_of("riscv64")[0], method) for method in ("gzip", "zstd22")),
)
UNPACKED = (_of("i386")[0], *(spec for spec in _of("amd64") if "cloud" in spec.package))
"""Kernels whose ``vmlinux`` is taken out of the bzImage."""


@cache
def vmlinux(spec: Spec, directory: Path) -> Path:
    """Unpack the payload that the setup header locates (Documentation/arch/x86/boot.rst)."""
    data = obtain(spec).path.read_bytes()
    offset, length = struct.unpack_from("<II", data, 0x248)
    start = (data[0x1F1] + 1) * 512 + offset
    packed = data[start : start + length]
    command = next(c for magic, c in UNPACKERS.items() if packed.startswith(magic))
    size = 0 if command.startswith("gzip") else 4
    path = directory / f"vmlinux-{spec}"
    path.write_bytes(compress(command, packed[: len(packed) - size]))
    return path
