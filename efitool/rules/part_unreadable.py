"""Every image inside an image can be decoded.

The kernel of a UKI, what a kernel unpacks or a module of a firmware is not what it should be: cut
off, damaged or of an unknown kind. Nothing is known of it then, and what is around it cannot boot
it either, unless the message says that only a package is missing here or that a bound was reached.

Passes: what `ukify` writes. Fails: a UKI of which ``.linux`` is cut off; one that holds an
``Image.gz``, which the stub does not unpack.

Reference: UAPI.5 Unified Kernel Image; Linux v6.12, Documentation/admin-guide/efi-stub.rst.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Pass on why the reader gave up."""
    for part in image.unread:
        yield part.layer, part.why


RULE = Rule("part-unreadable", Severity.ERROR, check, "build the image again from a good part")
