"""What archives give, and what they may cost: one may have been made to cost all it can."""

from __future__ import annotations

from typing import NamedTuple

from efitool.errors import LimitError

MEMBERS = 100_000
"""Members of an archive: a sosreport of a large machine has twenty thousand."""

MEMBER = 128 << 20
"""Bytes of a member that is read: it is held. A dump of a guest is larger: it comes by itself."""

UNPACKED = 8 << 30
"""Bytes that all archives of a run may unpack to, read or passed over."""

READ = 512 << 20
"""Bytes of the members that are read in a run: logs are searched line by line."""


class Member(NamedTuple):
    """A file of an archive; its name is what the archive says, whatever that is."""

    name: str
    data: bytes


class PassedOver(NamedTuple):
    """A member that is not read, and why."""

    name: str
    why: str


class Budget:
    """What the archives of a run may still cost, those inside of others too."""

    def __init__(self) -> None:
        self.unpacked = UNPACKED
        self._read = READ

    def unpack(self, size: int) -> None:
        """Count bytes that are unpacked or passed over. Raises `LimitError`."""
        if size > self.unpacked:
            raise LimitError(f"archives unpack to more than {_size(UNPACKED)}")
        self.unpacked -= size

    def read(self, size: int) -> None:
        """Count bytes that are held and looked at. Raises `LimitError`."""
        if size > self._read:
            raise LimitError(f"more than {_size(READ)} in archives: unpack them, give what matters")
        self._read -= size


def too_large(name: str, size: int) -> PassedOver | None:
    """Pass over a member that is too large to be held."""
    return PassedOver(name, f"{size} bytes in an archive") if size > MEMBER else None


def count(members: int) -> None:
    """Bound the members of an archive. Raises `LimitError`."""
    if members > MEMBERS:
        raise LimitError(f"more than {MEMBERS} members in an archive")


def _size(size: int) -> str:
    return f"{size >> 30} GiB" if size >> 30 else f"{size >> 20} MiB"
