"""One guest, as all of its evidence together shows it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from efitool.model.capability import Answer
from efitool.model.e820 import E820Entry, E820Map
from efitool.model.guest_log import ConfigurationTables, GuestLog, MemInfo, Quote
from efitool.model.guest_memory import GuestDump
from efitool.model.memmap import MemoryMap
from efitool.model.qemu import QemuCommandLine
from efitool.model.triage import Evidence, Fact, Origin
from efitool.model.unaccepted import UnacceptedTable
from efitool.replay.check import Point
from efitool.replay.outcome import Result
from efitool.replay.scenario import Path, Platform, Scenario


class Told(NamedTuple):
    """The answer of an image to one question, and the evidence for it."""

    answer: Answer
    why: str
    origin: Origin
    platforms: tuple[str, ...] = ()
    """Where it can, if that depends on the platform."""


NOTHING: Mapping[str, Told] = MappingProxyType({})
"""What an image tells that is not there."""


class Prediction(NamedTuple):
    """What a replay of the guest's map with its kernel and firmware comes to."""

    scenario: Scenario
    result: Result
    points: tuple[Point, ...] = ()
    """What of it was compared with the log of the same boot."""
    table: tuple[E820Entry, ...] = ()
    """By which the kernel counts its memory."""


class Case(NamedTuple):
    """What firmware offered, what kernel was booted, what it did, and what it ended with.

    Every part is None, or empty, where no evidence tells. Of several boots in the logs, the case
    is that of the last.
    """

    evidence: tuple[Evidence, ...]
    platform: tuple[Platform, Origin] | None = None
    """Who protects the memory, as logs, command lines and firmware tell."""
    given: int | None = None
    """Bytes of memory that the machine has, as its command line or firmware says."""
    processors: Fact | None = None
    """How many it has."""
    release: Fact | None = None
    """The kernel's version."""
    command_line: Fact | None = None
    firmware: Fact | None = None
    """Firmware's name and version, as the kernel or the image tells."""
    kernel_told: Mapping[str, Told] = NOTHING
    """Answers of the kernel's image by the ids of capabilities."""
    firmware_told: Mapping[str, Told] = NOTHING
    loader_told: Mapping[str, Told] = NOTHING
    """Answers of what starts the kernel: shim, GRUB, a UKI's stub."""
    map: MemoryMap | None = None
    """Firmware's map, as the kernel or its loader saw it."""
    map_origin: Origin | None = None
    booted_by: Path | None = None
    """What the map and the e820 table are of, where that is no EFI stub: GRUB, Xen."""
    e820: tuple[E820Map, ...] = ()
    """As the kernel printed them, the one that counts last; else GRUB's or Xen's."""
    e820_origin: Origin | None = None
    """Of the last of them."""
    usable: int | None = None
    """Bytes of memory that the kernel counts as its own."""
    lost: int | None = None
    """Bytes that were unaccepted, and that the kernel does not have as usable."""
    tables: tuple[ConfigurationTables, ...] = ()
    table: UnacceptedTable | None = None
    meminfo: MemInfo | None = None
    memory: tuple[Quote, ...] = ()
    messages: tuple[tuple[str, Quote], ...] = ()
    """Paths and lines of what firmware, loaders and kernels complain of."""
    silent: Origin | None = None
    """The last words of an EFI stub after which no kernel said anything."""
    qemu: tuple[tuple[str, QemuCommandLine], ...] = ()
    logs: tuple[tuple[str, GuestLog], ...] = ()
    """Of each log, what belongs to its last boot."""
    dump: GuestDump | None = None
    predicted: Prediction | None = None
