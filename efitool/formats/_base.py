"""What a format is, and the one seam between `construct` and the rest of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from construct import Construct, ConstructError

from efitool.errors import MalformedError
from efitool.model.image import Data

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Format(Generic[T_co]):
    """One way in which bytes hold a model.

    ``sniff`` looks at magic values only and never raises; ``decode`` raises `InputError`.
    """

    name: str
    summary: str
    sniff: Callable[[Data], bool]
    decode: Callable[..., T_co]


def parse(format: str, schema: Construct[Any, Any], data: Data, offset: int = 0) -> Any:
    """Parse one fixed-size structure; short data is a `MalformedError` naming the field."""
    try:
        return schema.parse(data[offset : offset + schema.sizeof()])
    except ConstructError as e:
        field = (e.path or "").rpartition(" -> ")[2] or "header"
        raise MalformedError(format, field, offset, str(e).splitlines()[0]) from e
