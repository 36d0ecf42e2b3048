"""The bound that segments of every kind of file share."""

from __future__ import annotations

from collections.abc import Iterable

from efitool.errors import LimitError
from efitool.model.image import Data, Segment

MAX_MAPPINGS = 4
"""Times the bytes of a file that its segments may map.

A linker maps each byte once; whoever searches an image looks at a byte once per mapping.
"""


def bounded(format: str, segments: Iterable[Segment], data: Data) -> tuple[Segment, ...]:
    """Return the segments; more than `MAX_MAPPINGS` times the data is a `LimitError`."""
    kept = tuple(segments)
    mapped = sum(segment.size for segment in kept)
    if mapped > MAX_MAPPINGS * len(data):
        raise LimitError(
            f"{format}: {mapped} bytes are mapped of a file of {len(data)},"
            f" at most {MAX_MAPPINGS} times its size is looked at"
        )
    return kept
