"""Who boots what on which platform: all differences between versions are data here."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from efitool.model.memmap import PAGE, MemoryType
from efitool.model.ranges import PhysRange
from efitool.model.unaccepted import UnacceptedTable
from efitool.replay.choices import AcceptMemory, Platform, Until

__all__ = [
    "GIB",
    "AcceptMemory",
    "AcpiMemory",
    "FirmwareProfile",
    "Indications",
    "KernelProfile",
    "Kexec",
    "Path",
    "Platform",
    "Request",
    "Scenario",
    "Until",
    "Usage",
]

GIB = 1 << 30


class AcpiMemory(StrEnum):
    """Where firmware describes unaccepted memory by ACPI objects (PNP0C80)."""

    NONE = "none"
    INSTEAD = "instead"
    """There only; to take an object into use accepts its memory through PRM."""
    AS_WELL = "as well"
    """There and in its map, and the object accepts nothing."""


class Indications(NamedTuple):
    """How firmware treats a request for unaccepted memory in OsIndications.

    Simulated: no such bit is defined.
    """

    supported: bool = True
    """Whether OsIndicationsSupported has the bit: firmware deletes what it does not know."""
    volatile: bool = False
    """Whether variables are lost with each reset, as without flash (``-bios``)."""


class FirmwareProfile(NamedTuple):
    """What a firmware does with unaccepted memory."""

    name: str
    summary: str
    reference: str
    platform: Platform = Platform.SEV_SNP
    """Where it runs unless it is said otherwise."""
    bound: bool = False
    """Whether it runs nowhere else."""
    accepted_below: int = 0
    """It accepts what lies below this address before any loader is started."""
    paravisor: bool = False
    """Whether a paravisor has done that, before this firmware runs."""
    protocol: bool = False
    """Whether it installs OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL."""
    accepts_at_exit: bool = False
    """Whether it accepts the rest at the first ExitBootServices(), unless told to leave it."""
    entries: int = 253
    """Of its page state change request on SEV-SNP: edk2 fills the GHCB."""
    simulated: bool = False
    """Whether no firmware of the kind is known."""
    descriptor_size: int = 48
    bins: frozenset[int] = frozenset()
    """Memory types that it keeps bins for: for each of those that its map has, GetMemoryMap()
    asks room for two descriptors more than it returns."""
    accepts_edges: bool = False
    """Whether it accepts, before any loader, what does not fill units of 2 MiB."""
    refuses: bool = False
    """Whether its protocol answers with an error."""
    runtime_granularity: int = PAGE
    """What runtime regions have to be aligned to for ExitBootServices() to succeed."""
    acpi: AcpiMemory = AcpiMemory.NONE
    indications: Indications | None = None
    """What it does with a request in OsIndications, where that decides."""


class Path(StrEnum):
    """What calls ExitBootServices()."""

    STUB = "stub"
    GRUB = "grub"
    XEN = "xen"
    LOADER = "loader"
    """A loader of the simplest kind."""


class KernelProfile(NamedTuple):
    """What a kernel, with its loader, does with unaccepted memory."""

    name: str
    summary: str
    reference: str
    path: Path = Path.STUB
    handles_unaccepted: bool = True
    """``CONFIG_UNACCEPTED_MEMORY``."""
    calls_protocol: bool = True
    retries_exit: bool = True
    """Whether it calls ExitBootServices() again after EFI_INVALID_PARAMETER."""
    reuses_size: bool = False
    """Whether it gives, when it tries again, no more room than the first map took."""
    sizes_only: bool = False
    """Whether it prepares the e820 table from the size of a map, and takes no map for it."""
    decompresses_late: bool = False
    """Whether it decompresses itself after boot services, and accepts the memory for that."""
    slack: int = 32
    """Spare descriptors in its buffer (``EFI_MMAP_NR_SLACK_SLOTS``)."""
    frees_map: bool = False
    """Whether it frees its first map before it takes the second."""
    table_type: int = MemoryType.ACPI_RECLAIM
    """The memory that its table lies in."""
    rounds_to_pages: bool = True
    """Whether accept_memory() rounds what it is asked for to pages."""
    batches_in_stub: bool = False
    """Whether its stub asks for page states through the GHCB on SEV-SNP, not page by page."""
    entries: int = 64
    """Of its page state change request on SEV-SNP (``VMGEXIT_PSC_MAX_ENTRY``)."""
    removes_mmio: bool = True
    """Whether it takes large MMIO out of its e820 table."""
    accepts_segments: bool = True
    """Whether it accepts where kexec will copy the next kernel."""
    guards_vmcore: bool = True
    """Whether /proc/vmcore leaves out what is marked as unaccepted."""


class Usage(NamedTuple):
    """What a guest asks for while it boots, which no map tells: nothing, unless it is stated."""

    memblock: tuple[PhysRange, ...] = ()
    """Allocations before the page allocator is up, in order; they come from the top downwards."""
    dma: int = 0
    dma32: int = 0
    normal: int = 0
    """Blocks of unaccepted memory that each zone has to give before the guest is idle."""


class Kexec(NamedTuple):
    """A second kernel is loaded by the first, and started without firmware."""

    segments: tuple[PhysRange, ...]
    """Where it is copied to; all the memory that a crash kernel has."""
    crash: bool = False
    """Whether it is a crash kernel: it reads `Scenario.touch` of the first kernel's memory."""


class Request(NamedTuple):
    """A line of a script: what somebody wants after the kernel was entered."""

    verb: str
    """``accept``, ``query``, ``stub`` or ``touch``."""
    start: int
    size: int


class Scenario(NamedTuple):
    """Everything that `replay` wants to know beside the map."""

    firmware: FirmwareProfile
    kernel: KernelProfile
    platform: Platform
    accept_memory: AcceptMemory = AcceptMemory.LAZY
    soft_reserve: bool = True
    """Whether memory with EFI_MEMORY_SP is set aside; ``efi=nosoftreserve`` turns it off."""
    add_efi_memmap: bool = False
    """The kernel parameter of that name."""
    usage: Usage = Usage()
    kexec: Kexec | None = None
    touch: tuple[PhysRange, ...] = ()
    """What the guest's programs use once it is up."""
    requests: tuple[Request, ...] | None = None
    """What the kernel does after its entry, instead of what it would do."""
    until: Until = Until.IDLE
    earlier: tuple[KernelProfile, ...] | None = None
    """What was booted before on the same machine, where firmware remembers; None: the same."""
    destination: PhysRange | None = None
    """Where a kernel that decompresses late puts itself."""
    stale_keys: int = 0
    """How many calls of ExitBootServices() find the map changed for another reason."""
    table: UnacceptedTable | None = None
    """A table that the kernel finds, as after kexec."""
