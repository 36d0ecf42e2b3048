"""The fields of a profile, for JSON."""

from __future__ import annotations

from typing import Any


def fields(profile: Any) -> Any:
    """Return the fields of a profile: sets in order, and profiles inside by their fields, too."""
    if isinstance(profile, frozenset):
        return sorted(profile)
    if hasattr(profile, "_asdict"):
        return {name: fields(value) for name, value in profile._asdict().items()}
    return profile
