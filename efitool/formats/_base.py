"""What a format is, and the one seam between `construct` and the rest of the house."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from efitool.errors import MalformedError
from efitool.model.image import Data

if TYPE_CHECKING:
    from construct import Construct

T_co = TypeVar("T_co", covariant=True)


class Kind(StrEnum):
    """What a format holds."""

    IMAGE = "image"
    MEMORY_MAP = "memory map"
    LOG = "log"
    GUEST_MEMORY = "guest memory"


class Format(NamedTuple, Generic[T_co]):
    """One way in which bytes hold a model.

    ``sniff`` looks at magic values, or at as much as tells records without one, and never raises;
    ``decode`` raises `InputError`.
    """

    name: str
    summary: str
    sniff: Callable[[Data], bool]
    decode: Callable[..., T_co]
    kind: Kind = Kind.IMAGE
    loses: str = ""
    """What the form does not tell of a memory map."""
    example: str = ""
    """How one comes by such a file."""


def parse(format: str, schema: Construct[Any, Any], data: Data, offset: int = 0) -> Any:
    """Parse one fixed-size structure; short data is a `MalformedError` naming the field."""
    from construct import ConstructError

    try:
        return schema.parse(data[offset : offset + schema.sizeof()])
    except ConstructError as e:
        field = (e.path or "").rpartition(" -> ")[2] or "header"
        raise MalformedError(format, field, offset, str(e).splitlines()[0]) from e
