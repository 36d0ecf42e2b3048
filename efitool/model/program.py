"""What an image says of itself: the program it is, its SBAT entries, and who signed it."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Details: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Further facts, each a name and its values."""


class SbatEntry(NamedTuple):
    """One line of a ``.sbat`` section, the fields as they stand there (shim, SBAT.md).

    A field that the line lacks is empty; ``generation`` is None where it is no number.
    """

    component: str
    generation: int | None
    vendor: str
    package: str
    version: str
    url: str


class Program(NamedTuple):
    """Which program an image is, by what it holds: never by its file name.

    ``mark`` is the text or the structure that tells, at ``offset`` of the layer; ``version`` is
    None where the image does not say it. ``details`` are further facts by name, such as GRUB's
    prefix and the modules that are built in.
    """

    name: str
    version: str | None
    mark: str
    offset: int
    details: Details = ()


class Certificate(NamedTuple):
    """One entry of the attribute certificate table (UEFI 2.10, 32.2.4; PE/COFF).

    ``offset`` is the entry's in the file and ``size`` its ``dwLength``. ``signers`` are the common
    names of those who signed, as the certificates in it claim: nothing was verified.
    """

    offset: int
    size: int
    revision: int
    type: int
    signers: tuple[str, ...] = ()
