"""Firmware: OVMF, AAVMF and what else is made of firmware volumes, as it lies in flash.

Volumes stand one after the other, with padding before, between and behind them; an ELF header
(CloudHv) or the header of a capsule may stand before. Each executable is an image inside, under the
name of its file. What is packed is unpacked whoever asks: it is where the firmware is.

Reference: PI 1.8, volume 3, 2 and 3; UEFI 2.10, 23.2 (capsules).
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.errors import LimitError
from efitool.formats._base import Format
from efitool.model.image import Data, Image

NAME = "firmware-volume"
SIGNATURE = b"_FVH"
SIGNATURE_AT = 40
SIZE_LIMIT = 256 << 20
"""Bytes of a firmware: flash of virtual machines has at most 64 MiB of each kind."""
NEAR = 1 << 20
"""Bytes at the start in which a volume begins, whatever stands before it."""
FIRST = 64 << 10
"""Bytes in which one begins behind an ELF header (edk2-stable202502, OvmfPkg/CloudHv)."""
ERASED = (bytes(16), b"\xff" * 16)
"""What flash holds where nothing was written."""
ALIGNMENT = 8
MAX_HEADER = 4096
"""Bytes of a header with its block map."""
OTHERS = (b"MZ", b"VZ", b"\x7fELF")
"""Files that may hold a volume somewhere and are something else."""


def sniff(data: Data) -> bool:
    """Whether a volume begins near the start, or behind what flash is erased to."""
    if data[:2] in OTHERS or data[:4] in OTHERS:
        return False
    if len(data) > SIZE_LIMIT:
        return False
    if data[:16] not in ERASED or holds_volume(data, NEAR):
        return holds_volume(data, NEAR)
    first = next(volumes(data, len(data)), None)
    return first is not None and not data[:first].strip(data[:1])


def holds_volume(data: Data, near: int = FIRST) -> bool:
    """Whether a volume begins not far from the start."""
    return next(volumes(data, min(len(data), near)), None) is not None


def volumes(data: Data, end: int) -> Iterator[int]:
    """Yield where headers of volumes begin, or what starts the file and has their signature."""
    at = data.find(SIGNATURE, 0, end)
    while at >= 0:
        start = at - SIGNATURE_AT
        if start == 0 or (start > 0 and start % ALIGNMENT == 0 and _is_header(data, start)):
            yield start
        at = data.find(SIGNATURE, at + 1, end)


def _is_header(data: Data, start: int) -> bool:
    """Whether a header is plausible: one of which only the checksum is wrong is a finding."""
    size = int.from_bytes(data[start + 32 : start + 40], "little")
    length = int.from_bytes(data[start + 48 : start + 50], "little")
    reserved, revision = data[start + 54 : start + 56].ljust(2, b"\xff")
    return (
        56 <= length <= MAX_HEADER and length <= size < 1 << 32 and (reserved, revision) == (0, 2)
    )


def decode(data: Data, *, deep: bool = False) -> Image:
    """Decode all volumes and what is in them; ``deep`` unpacks what is inside their images too.

    Raises `MalformedError`, `LimitError`.
    """
    from efitool.formats import _firmware

    if len(data) > SIZE_LIMIT:
        raise LimitError(f"{NAME}: {len(data)} bytes: no firmware has more than {SIZE_LIMIT}")
    return _firmware.decode(data, volumes, deep=deep)


FORMAT = Format(
    name=NAME,
    summary="firmware volumes: OVMF, AAVMF, flash images; modules, metadata for TDX and SEV",
    sniff=sniff,
    decode=decode,
)
