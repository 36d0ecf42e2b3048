"""A boot as it was recorded: what firmware showed, what was called, what was accepted."""

from __future__ import annotations

from typing import NamedTuple

from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryMap
from efitool.model.ranges import PhysRange
from efitool.model.unaccepted import UnacceptedTable


class ServiceCall(NamedTuple):
    """A boot service that was called and answered."""

    name: str
    guid: str | None
    status: int


class Acceptance(NamedTuple):
    """Addresses that the platform was asked to accept."""

    phase: str
    """When: ``stub``, ``boot``, ``userspace``, ``pressure``."""
    range: PhysRange


class Setup(NamedTuple):
    """How the recorded firmware was set up: one that reports memory as unaccepted on purpose."""

    ranges: tuple[PhysRange, ...]
    """What it reports so."""
    protocol: bool
    """Whether it has the acceptance protocol."""
    accepts_at_exit: bool
    """Whether it accepts all before ExitBootServices(), unless told to leave it."""
    traces: bool = True
    """Whether all services of the boot were written down."""


class Recording(NamedTuple):
    """What is there of a recording; nothing is complete. A log alone is one, too."""

    name: str
    log: GuestLog
    setup: Setup | None = None
    maps: tuple[MemoryMap, ...] = ()
    """What GetMemoryMap() returned, in order; the first as the loader saw it."""
    maps_before_table: int | None = None
    """How many of them there were before the unaccepted table was installed."""
    installed: UnacceptedTable | None = None
    """The unaccepted table when it was installed."""
    final: UnacceptedTable | None = None
    """The same in memory, when the guest was up."""
    services: tuple[ServiceCall, ...] | None = None
    acceptances: tuple[Acceptance, ...] | None = None
    """By stub and kernel, in order."""
