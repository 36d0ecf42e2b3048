"""How the payloads of samples/ are packed."""

from __future__ import annotations

import os
from pathlib import Path

from sample_tools import run

COMPRESSORS = {
    "gzip": ("gzip", "-n", "-9"),
    "bzip2": ("bzip2", "-9"),
    "lzma": ("xz", "--format=lzma", "-9"),
    "xz": ("xz", "--check=crc32", "--lzma2=dict=32MiB"),
    "lzo": ("lzop", "-9"),
    "lz4": ("lz4", "-l", "-9", "-", "-"),
    "zstd": ("zstd", "-22", "--ultra"),
}
"""Each codec as a kernel's build runs it (Linux v6.12, scripts/Makefile.lib, xz_wrap.sh)."""

FILTERS = {"x86_64": "--x86", "i386": "--x86", "arm": "--arm"}
"""What xz does to code of an architecture before it packs it (ibid.)."""

METHODS = {"gzip": "gzip", "lzma": "lzma", "xz": "xzkern", "lzo": "lzo", "lz4": "lz4",
           "zstd": "zstd22"}  # fmt: skip
"""The codecs of a zboot image and what its header calls them (Linux v6.12, Makefile.zboot)."""


def compressed(path: Path, codec: str, arch: str) -> bytes:
    """Return what a codec makes of a file."""
    path.chmod(0o644)
    os.utime(path, (0, 0))  # lzop writes down the mode and the time of its input
    command = list(COMPRESSORS[codec])
    if codec == "xz" and arch in FILTERS:
        command.insert(2, FILTERS[arch])
    with path.open("rb") as feed:
        return run(*command, feed=feed)
