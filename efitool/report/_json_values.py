"""How single values stand in JSON."""

from __future__ import annotations


def hexadecimal(value: int | None) -> str | None:
    """Return ``0x…``, or None."""
    return None if value is None else hex(value)


def kebab(name: str) -> str:
    """Return the name of an enumeration's member as the contract spells it."""
    return name.strip("_").lower().replace("_", "-")
