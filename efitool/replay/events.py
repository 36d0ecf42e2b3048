"""What can happen between firmware's first memory map and a kernel that runs.

An event says who did it, and with which status where it is a boot service: services are named
and numbered as the specification does (UEFI 2.10, 7 and appendix D).
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NamedTuple, TypeAlias
from uuid import UUID

from efitool.model.e820 import E820Entry
from efitool.model.ranges import PhysRange


class Actor(StrEnum):
    """Who acts. The platform does so only before there is a guest, as a VMM or paravisor."""

    PLATFORM = "platform"
    """What runs below firmware, and belongs to the guest all the same."""
    FIRMWARE = "firmware"
    LOADER = "loader"
    STUB = "stub"
    KERNEL = "kernel"
    USER = "user"


class Status(IntEnum):
    """``EFI_STATUS`` of a 64-bit machine (UEFI 2.10, appendix D)."""

    SUCCESS = 0
    INVALID_PARAMETER = 1 << 63 | 2
    UNSUPPORTED = 1 << 63 | 3
    BUFFER_TOO_SMALL = 1 << 63 | 5
    OUT_OF_RESOURCES = 1 << 63 | 9
    NOT_FOUND = 1 << 63 | 14

    def __str__(self) -> str:
        return f"EFI_{self.name}"


class Call(NamedTuple):
    """A boot service was called and answered; ``detail`` has its arguments and results.

    `ExitBootServices` and `InstallTable` are services too, but change more than a map's key.
    """

    actor: Actor
    service: str
    status: Status
    detail: tuple[tuple[str, str | int], ...] = ()


class AllowUnacceptedMemory(NamedTuple):
    """``OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL.AllowUnacceptedMemory()``: leave it to the kernel."""

    actor: Actor
    status: Status


class InstallTable(NamedTuple):
    """InstallConfigurationTable() of the unaccepted table, all of its bits clear."""

    actor: Actor
    phys_base: int
    unit_size: int
    size: int
    """Bytes of the bitmap."""


class ExitBootServices(NamedTuple):
    """ExitBootServices() with the key of a map."""

    actor: Actor
    key: int
    status: Status


class BeforeExitBootServices(NamedTuple):
    """Firmware signals the event group of that name: once, at the first ExitBootServices()."""

    actor: Actor


class AddMemorySpace(NamedTuple):
    """Firmware gives a region of unaccepted memory, accepted now, another type in its map."""

    actor: Actor
    start: int
    end: int
    type: int


class Accept(NamedTuple):
    """An actor asks the platform to accept addresses; the end is exclusive."""

    actor: Actor
    start: int
    end: int
    marked: bool = False
    """Whether it is because of set bits of the table, which are cleared."""


class Mark(NamedTuple):
    """Bits of the table are set, those of whole units; the end is exclusive."""

    actor: Actor
    start: int
    end: int


class Query(NamedTuple):
    """Linux asks its table whether addresses hold unaccepted memory."""

    actor: Actor
    start: int
    end: int
    result: bool


class Touch(NamedTuple):
    """An actor reads or writes memory."""

    actor: Actor
    start: int
    end: int


class SetupE820(NamedTuple):
    """The e820 table of boot_params is written, with what does not fit there behind it."""

    actor: Actor
    entries: tuple[E820Entry, ...]


class Print(NamedTuple):
    """An actor writes a line on the console."""

    actor: Actor
    text: str


class SetVariable(NamedTuple):
    """SetVariable() of a global variable; zero deletes it."""

    actor: Actor
    name: str
    value: int
    status: Status


class Reset(NamedTuple):
    """The machine starts again: firmware finds its memory as at first."""

    actor: Actor
    keeps_variables: bool


class DescribeInAcpi(NamedTuple):
    """Firmware gives a region of unaccepted memory an ACPI object (PNP0C80)."""

    actor: Actor
    start: int
    end: int
    in_map: bool
    """Whether its map has the region as well."""


class HotAdd(NamedTuple):
    """The kernel takes the memory of an ACPI object for its own, or finds that it has it."""

    actor: Actor
    start: int
    end: int
    added: bool


class UpdateE820(NamedTuple):
    """The kernel has made of its e820 table what it counts its memory by."""

    actor: Actor
    entries: tuple[E820Entry, ...]


class Park(NamedTuple):
    """The page allocator puts blocks aside, unaccepted: free memory that is not ready."""

    actor: Actor
    ranges: tuple[PhysRange, ...]


class Unpark(NamedTuple):
    """The page allocator takes blocks back, to accept and to use them."""

    actor: Actor
    start: int
    end: int


class EnterKernel(NamedTuple):
    """The kernel proper starts."""

    actor: Actor


class Halt(NamedTuple):
    """An actor gives up: the guest stops here."""

    actor: Actor
    reason: str


Event: TypeAlias = (
    Call
    | AllowUnacceptedMemory
    | InstallTable
    | ExitBootServices
    | BeforeExitBootServices
    | AddMemorySpace
    | Accept
    | Mark
    | Query
    | Touch
    | SetupE820
    | UpdateE820
    | Park
    | Unpark
    | Print
    | SetVariable
    | Reset
    | DescribeInAcpi
    | HotAdd
    | EnterKernel
    | Halt
)

ACCEPTANCE_PROTOCOL = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
"""``OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID`` (edk2, OvmfPkg/OvmfPkg.dec)."""

UNACCEPTED_TABLE = UUID("d5d1de3c-105c-44f9-9ea9-bcef98120031")
"""``LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID`` (Linux v6.12, include/linux/efi.h)."""

BOOT_MEMMAP = UUID("800f683f-d08b-423a-a293-965c3c6fe2b4")
"""``LINUX_EFI_BOOT_MEMMAP_GUID`` (Linux v6.12, include/linux/efi.h)."""
