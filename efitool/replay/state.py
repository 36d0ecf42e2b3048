"""The guest, as it is at one moment.

Truth and belief stand side by side: ``unaccepted`` is what the platform will not let anybody
use, ``table`` what the kernel believes of it. Every bug worth finding is a difference between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from efitool.model.e820 import E820Entry
from efitool.model.memmap import MemoryDescriptor, MemoryType
from efitool.model.ranges import BEYOND, PhysRange
from efitool.replay import events as ev
from efitool.replay._addresses import Addresses
from efitool.replay._memory_space import Change, changed
from efitool.replay._regions import Regions
from efitool.replay.bitmap import Bitmap
from efitool.replay.unaccepted import Unaccepted


class Phase(StrEnum):
    """How far the guest has come."""

    BOOT_SERVICES = "boot services"
    STUB = "stub"
    """Boot services are gone, and the kernel has not been entered."""
    KERNEL = "kernel"
    HALTED = "halted"


NO_MEMORY = frozenset({MemoryType.MMIO, MemoryType.MMIO_PORT_SPACE})
"""Types of descriptors behind which there is no memory."""


class State:
    """All of the guest that matters here. `step` changes it in place: it may be large.

    Who wants to look at it later copies what is wanted.
    """

    __slots__ = (
        "_at_reset",
        "_changes",
        "_descriptors",
        "_listed",
        "_memory",
        "_regions",
        "accepted",
        "acpi",
        "allowed",
        "e820",
        "first_exit_done",
        "hot_added",
        "kernel_e820",
        "key",
        "parked",
        "phase",
        "table",
        "unaccepted",
        "variables",
    )

    def __init__(
        self, descriptors: Sequence[MemoryDescriptor], table: Bitmap | None = None
    ) -> None:
        self.variables: dict[str, int] = {}
        """Global variables that survive, by name."""
        self._at_reset = descriptors
        self._start(table)

    def _start(self, table: Bitmap | None) -> None:
        """Be the guest as firmware finds it, but for its variables."""
        self.phase = Phase.BOOT_SERVICES
        self._descriptors: Sequence[MemoryDescriptor] = self._at_reset
        self._changes: list[Change] = []
        self._regions: Regions | None = None
        self._listed: Addresses | None = None
        self.key = 1
        self.allowed = False
        """Whether the loader said that unaccepted memory may stay: there is no way back."""
        self.first_exit_done = False
        """Whether BeforeExitBootServices was signalled."""
        self.table = table
        self.e820: tuple[E820Entry, ...] = ()
        self.kernel_e820: tuple[E820Entry, ...] = ()
        """What the kernel made of it; empty where it was not played that far."""
        self._memory: Addresses | None = None
        self.parked = Addresses()
        """Blocks that the page allocator has not accepted yet: not all of them is unaccepted."""
        # A map that another kernel handed on has no type 15: then the table must be believed.
        marked = table.runs(table.phys_base, table.end) if table else ()
        self.unaccepted = Unaccepted(self.regions.below(BEYOND) if self.regions else marked)
        self.accepted = dict.fromkeys(ev.Actor, 0)
        """Bytes that were unaccepted and that each actor accepted."""
        self.acpi: list[PhysRange] = []
        """Memory that ACPI objects describe."""
        self.hot_added: list[PhysRange] = []
        """What the kernel made its own of that."""

    @property
    def descriptors(self) -> Sequence[MemoryDescriptor]:
        """Firmware's map, in its order.

        It is made when it is looked at: firmware changes it range by range, a hundred thousand
        times where it has so many.
        """
        if self._changes:
            self._descriptors = changed(self._descriptors, self._changes)
            self._changes = []
            self._regions = self._listed = None
        return self._descriptors

    @property
    def regions(self) -> Regions:
        """Those of unaccepted memory in firmware's map, in its order."""
        descriptors = self.descriptors
        if self._regions is None:
            self._regions = Regions(descriptors, MemoryType.UNACCEPTED)
        return self._regions

    @property
    def listed(self) -> Addresses:
        """What firmware's map has as unaccepted, accepted or not."""
        regions = self.regions
        if self._listed is None:
            self._listed = Addresses(regions)
        return self._listed

    @property
    def memory(self) -> Addresses:
        """What firmware's map had as memory; addresses wrap around 2^64, as for its readers."""
        if self._memory is None:
            listed = [d.range for d in self._at_reset if d.type not in NO_MEMORY]
            wrapped = (PhysRange(0, r.end - BEYOND) for r in listed)
            self._memory = Addresses(r for r in (*listed, *wrapped) if r.size)
        return self._memory

    def change_map(self, start: int, end: int, type: int | None) -> None:
        """Give unaccepted addresses another type in the map, or take them out of it."""
        self._changes.append(Change(PhysRange(start, end), type))
        self.key += 2

    def reset(self, *, keeps_variables: bool) -> None:
        """Be the guest as it was at first; a configuration table does not survive."""
        if not keeps_variables:
            self.variables.clear()
        self._start(None)
