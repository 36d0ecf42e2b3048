"""The memory maps and logs that are measured: recordings, and logs made long with noise."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

RECORDINGS = Path(__file__).parents[1] / "samples/recordings/linux-6.12-unaccepted"
BUFFER = RECORDINGS / "map-at-exit.bin"
LOG = RECORDINGS / "serial.log"

DESCRIPTOR = 48
"""Bytes of a descriptor in the recorded buffer."""

BOOTS = 3

TELLING = (b"efi", b"e820", b"|", b"Linux version", b"[mem ")
"""What lines of noise have not: else they would be found."""

TEMPLATES = (
    b"systemd[1]: Started session-%d.scope - Session of User root.",
    b'audit: type=1400 audit(1700000%d.1:7): apparmor="STATUS" operation="profile_load"',
    b"nvme nvme0: I/O %d QID 3 timeout, aborting",
    b"EXT4-fs (sda%d): mounted filesystem with ordered data mode",
    b"usb 1-%d: new high-speed USB device number 4 using xhci_hcd",
)
"""What a server's log says all day."""


class Logs(NamedTuple):
    """Three boots alone, and logs of the same noise: with them in 100 MB, without, in 1 GB."""

    alone: str
    boots: str
    nothing: str
    long: str


def write_logs(directory: Path, size: int = 100_000_000, parts: int = 10) -> Logs:
    """Write the logs, ``size`` bytes each, and the long one of so many parts."""
    logs = Logs(*(str(directory / f"{name}.log") for name in Logs._fields))
    with Path(logs.boots).open("wb") as boots, Path(logs.nothing).open("wb") as nothing:
        third, boot = size // BOOTS, LOG.read_bytes()
        Path(logs.alone).write_bytes(boot * BOOTS)
        lines = _noise()
        for _ in range(BOOTS):
            begin = nothing.tell()
            boots.write(boot)
            while nothing.tell() < begin + third:
                chunk = b"".join(islice(lines, 10_000))
                boots.write(chunk)
                nothing.write(chunk)
    with Path(logs.long).open("wb") as long:
        for part in (logs.boots, *[logs.nothing] * (parts - 1)):
            with Path(part).open("rb") as log:
                shutil.copyfileobj(log, long)
    return logs


def write_buffer(directory: Path, descriptors: int) -> str:
    """Write a raw buffer: the recorded one, again and again."""
    recorded = BUFFER.read_bytes()
    target = directory / f"{descriptors}.bin"
    with target.open("wb") as file:
        for at in range(0, descriptors * DESCRIPTOR, len(recorded)):
            file.write(recorded[: descriptors * DESCRIPTOR - at])
    return str(target)


def _noise() -> Iterator[bytes]:
    """Yield lines without end, two of three from the templates, each with its timestamp."""
    recorded = [
        line.partition(b"] ")[2]
        for line in LOG.read_bytes().splitlines()
        if b"] " in line and not any(word in line for word in TELLING)
    ]
    for n, line in enumerate(cycle(recorded)):
        for m, template in enumerate(TEMPLATES[n % 4 : n % 4 + 2]):
            yield b"[%12.6f] %s\r\n" % (n / 7 + m / 100, template % (n % 1000))
        yield b"[%12.6f] %s\r\n" % (n / 7 + 0.05, line)
