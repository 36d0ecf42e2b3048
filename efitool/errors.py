"""Everything efitool raises.

::

    EfitoolError
    ├── InputError               the bytes are at fault                     exit 2
    │   ├── UnknownFormatError       no reader claims them
    │   ├── AmbiguousFormatError     several do; says which
    │   └── MalformedError           .format .field .offset
    ├── LimitError               a bound on hostile input was reached       exit 2
    ├── MissingExtraError        names the extra to install                 exit 2
    └── IllegalEventError        a bug of ours                              traceback

Not exceptions: a `Finding` (the bytes decode and are suspicious), a `Fault` (the replayed
guest broke the protocol), an unknown enum value (a value like any other).
"""


class EfitoolError(Exception):
    """Base of every exception that efitool raises on purpose."""


class InputError(EfitoolError):
    """The bytes cannot be decoded."""


class UnknownFormatError(InputError):
    """No reader claims the bytes."""


class AmbiguousFormatError(InputError):
    """Several readers claim the bytes; the message names them."""


class MalformedError(InputError):
    """A reader that claims the bytes cannot decode them.

    ``offset`` counts bytes from the start of what was decoded (the file, or the named layer).
    """

    def __init__(self, format: str, field: str, offset: int, problem: str) -> None:
        super().__init__(f"{format}: {field} at {offset:#x}: {problem}")
        self.format = format
        self.field = field
        self.offset = offset


class LimitError(EfitoolError):
    """The bytes ask for more than the bound that protects the reader."""


class MissingExtraError(EfitoolError):
    """An optional dependency is needed; the message says how to install it."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"{package} is not installed: pip install {package} (the extra {extra!r} of efitool)"
        )
        self.extra = extra


class IllegalEventError(EfitoolError):
    """A script broke the order of events: a bug of ours, never of the input."""
