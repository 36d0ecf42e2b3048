"""How QEMU was started: the machine that a guest was given."""

from __future__ import annotations

from typing import NamedTuple


class QemuCommandLine(NamedTuple):
    """What of QEMU's options tells something of a guest's memory; None where nothing is said."""

    line: int
    text: str
    """All of it on one line."""
    machine: str | None = None
    """``q35``, ``pc``, ``virt``, … without its properties."""
    memory: int | None = None
    """Bytes that the guest has when it starts (``-m``)."""
    processors: int | None = None
    """How many there are when it starts (``-smp``)."""
    confidential: str | None = None
    """The type of the object that ``confidential-guest-support`` names: ``tdx-guest``, …"""
    firmware: tuple[str, ...] = ()
    """The files of ``-bios`` and of flash memory."""
    kernel: str | None = None
    append: str | None = None
    devices: tuple[str, ...] = ()
    """Each ``-device``, as it stands: DIMMs are among them."""
