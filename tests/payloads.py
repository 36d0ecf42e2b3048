"""Payloads as the build of Linux makes them, with the real compressors.

Linux v6.12, scripts/Makefile.lib and scripts/xz_wrap.sh: the commands, and the size behind all but
gzip's stream.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess

import pytest

COMMANDS = {
    "gzip": "gzip -n -f -9",
    "bzip2": "bzip2 -9",
    "lzma": "lzma -9",
    "xz": "xz --check=crc32 --x86 --lzma2=dict=32MiB",
    "lzo": "lzop -9",
    "lz4": "lz4 -l -9 - -",
    "zstd": "zstd -22 --ultra",
}


def kernel(size: int, seed: int = 1) -> bytes:
    """Return bytes that pack about as well as a kernel, with calls for the branch filter."""
    source = random.Random(seed)
    words = [b"\xe8" + source.randbytes(source.randrange(2, 12)) for _ in range(500)]
    data = bytearray()
    while len(data) < size:
        data += source.choice(words)
    return bytes(data[:size])


def compress(command: str, data: bytes) -> bytes:
    """Run a compressor; where it is not installed the test fails in CI and is skipped elsewhere."""
    program, *arguments = command.split()
    if shutil.which(program) is None:
        unavailable = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        unavailable(f"{program} is not installed")
    return subprocess.run([program, *arguments], input=data, capture_output=True, check=True).stdout


def payload(codec: str, data: bytes) -> bytes:
    """Return what a kernel of these bytes carries."""
    size = b"" if codec == "gzip" else len(data).to_bytes(4, "little")
    return compress(COMMANDS[codec], data) + size
