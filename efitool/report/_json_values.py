"""How single values stand in JSON."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efitool.model.image import Data


def hexadecimal(value: int | None) -> str | None:
    """Return ``0x…``, or None."""
    return None if value is None else hex(value)


def sha256(data: Data, offset: int = 0, size: int | None = None) -> str:
    """Return the digest of bytes, or of a part of them, none of which is copied."""
    end = None if size is None else offset + size
    with memoryview(data) as whole, whole[offset:end] as part:
        return hashlib.sha256(part).hexdigest()


def kebab(name: str) -> str:
    """Return the name of an enumeration's member as the contract spells it."""
    return name.strip("_").lower().replace("_", "-")
