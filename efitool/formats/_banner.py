"""The banner that Linux prints first, as its read-only data holds it."""

from __future__ import annotations

import re
from typing import NamedTuple

from efitool.model.image import Data

BANNER = re.compile(rb"Linux version (\d{1,4}\.\d[^ \0]{0,64}) [^\0\n]{1,1024}")
"""``linux_banner`` (Linux v6.12, init/version-timestamp.c).

``uname -r`` has at most 64 bytes (include/uapi/linux/utsname.h). No piece is without a bound and
no two of them share a byte: what does not match is left after as many steps as it has bytes.
"""

BUILD_NUMBER = re.compile(rb" #\d")
"""What the banner in init/version.c lacks, which stands first and is replaced at link time."""


class Banner(NamedTuple):
    """``uname -r``, and the whole line."""

    version: str
    text: str


def find(data: Data, start: int, end: int) -> Banner | None:
    """Find the banner in ``data[start:end]``."""
    for match in BANNER.finditer(data, start, end):
        if BUILD_NUMBER.search(match[0]):
            return Banner(*(part.decode("utf-8", "backslashreplace") for part in match.group(1, 0)))
    return None
