"""What acceptance asks of the hardware: operations are counted, what each costs is not known here.

Counts follow from the addresses alone; nothing here walks memory.

TDX: Linux v6.12, arch/x86/coco/tdx/tdx-shared.c, tdx_accept_memory(); edk2,
OvmfPkg/Library/PlatformInitLib/IntelTdx.c.
SEV-SNP: Linux v6.12, arch/x86/coco/sev/core.c, __set_pages_state() and pvalidate_pages(); Linux
v6.15, arch/x86/boot/compressed/sev.c, snp_accept_memory(); edk2,
OvmfPkg/Library/BaseMemEncryptSevLib/X64/SnpPageStateChangeInternal.c.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from efitool.model.memmap import PAGE
from efitool.model.ranges import PhysRange
from efitool.replay import events as ev
from efitool.replay.events import Actor
from efitool.replay.scenario import GIB, Platform, Scenario
from efitool.replay.trace import Trace

MIB2 = 2 << 20
PAGES = MIB2 // PAGE


class Operation(StrEnum):
    """Something that the guest asks of the hardware or of the hypervisor."""

    TDX_4K = "TDG.MEM.PAGE.ACCEPT of 4 KiB"
    TDX_2M = "TDG.MEM.PAGE.ACCEPT of 2 MiB"
    TDX_1G = "TDG.MEM.PAGE.ACCEPT of 1 GiB"
    TDX_2M_REFUSED = "TDG.MEM.PAGE.ACCEPT of 2 MiB, refused"
    TDX_1G_REFUSED = "TDG.MEM.PAGE.ACCEPT of 1 GiB, refused"
    SNP_MSR = "page state change by MSR"
    SNP_REQUEST = "page state change request"
    PVALIDATE_4K = "PVALIDATE of 4 KiB"
    PVALIDATE_2M = "PVALIDATE of 2 MiB"
    PVALIDATE_2M_REFUSED = "PVALIDATE of 2 MiB, size mismatch"


NAMES = {operation.name.lower().replace("_", "-"): operation for operation in Operation}
"""Each by a word that a person can type."""


class Hardware(NamedTuple):
    """What the other side does, which no map tells."""

    tdx_refuses_1g: bool = False
    tdx_refuses_2m: bool = False
    """Sizes that the TDX module does not accept, as where the host backs memory with less."""
    snp_splits: bool = False
    """Whether the host backs memory on SEV-SNP with 4 KiB pages, so that 2 MiB do not match."""

    @classmethod
    def backed_by(cls, page: int) -> Hardware:
        """Return what comes of a host that backs memory with pages of that many bytes."""
        return cls(page < GIB, page < MIB2, page < MIB2)


READY = Hardware()
"""Every size is taken at once."""


def operations(trace: Trace, hardware: Hardware = READY) -> dict[Actor, Counter[Operation]]:
    """Count what each actor asked for, but for what the platform stopped the guest at."""
    counts: dict[Actor, Counter[Operation]] = {}
    for step in trace.steps:
        if isinstance(step.event, ev.Accept) and not (step.fault and step.fault.fatal):
            actor, start, end, _ = step.event
            asked = accepting(trace.scenario, actor, PhysRange(start, end), hardware)
            counts.setdefault(actor, Counter()).update(asked)
    return {actor: +count for actor, count in counts.items()}


def accepting(
    scenario: Scenario, actor: Actor, range: PhysRange, hardware: Hardware = READY
) -> Counter[Operation]:
    """Count what one actor asks for to accept whole pages; without a platform it is nothing.

    Nor is it for a paravisor: that is done before there is a guest to look at.
    """
    if scenario.platform is Platform.NONE or actor is Actor.PLATFORM:
        return Counter()
    if scenario.platform is Platform.TDX:
        return (tdx_edk2 if actor is Actor.FIRMWARE else tdx_linux)(range, hardware)
    if actor is Actor.STUB and not scenario.kernel.batches_in_stub:
        return snp_by_msr(range)
    profile = scenario.firmware if actor is Actor.FIRMWARE else scenario.kernel
    return snp(range, hardware, profile.entries)


def tdx_linux(range: PhysRange, hardware: Hardware = READY) -> Counter[Operation]:
    """Count for Linux: it tries the largest page that fits, and the next size if that is refused.

    A refused size is tried again wherever it fits.
    """
    middle, large = range.shrink_to(MIB2), range.shrink_to(GIB)
    giga = large.size // GIB
    mega = middle.size // MIB2
    small = (range.size - middle.size) // PAGE
    if not hardware.tdx_refuses_1g:
        mega -= large.size // MIB2
    return Counter(
        {
            Operation.TDX_1G_REFUSED if hardware.tdx_refuses_1g else Operation.TDX_1G: giga,
            **_tdx_small(mega, small, hardware),
        }
    )


def tdx_edk2(range: PhysRange, hardware: Hardware = READY) -> Counter[Operation]:
    """Count for edk2: 2 MiB at a time once it is aligned, if more than 2 MiB are left then."""
    aligned = min(-(-range.start // MIB2) * MIB2, range.end)
    rest = range.end - aligned
    mega = rest // MIB2 if rest > MIB2 else 0
    return Counter(_tdx_small(mega, range.size // PAGE - mega * PAGES, hardware))


def _tdx_small(mega: int, small: int, hardware: Hardware) -> dict[Operation, int]:
    if hardware.tdx_refuses_2m:
        return {Operation.TDX_2M_REFUSED: mega, Operation.TDX_4K: small + mega * PAGES}
    return {Operation.TDX_2M: mega, Operation.TDX_4K: small}


def snp(range: PhysRange, hardware: Hardware, entries: int) -> Counter[Operation]:
    """Count requests of so many entries, 2 MiB each where it fits, and PVALIDATE of each entry."""
    mega = range.shrink_to(MIB2).size // MIB2
    small = range.size // PAGE - mega * PAGES
    requests = {Operation.SNP_REQUEST: -(-(mega + small) // entries)}
    if hardware.snp_splits:
        refused = {Operation.PVALIDATE_2M_REFUSED: mega}
        return Counter({**requests, **refused, Operation.PVALIDATE_4K: small + mega * PAGES})
    return Counter({**requests, Operation.PVALIDATE_2M: mega, Operation.PVALIDATE_4K: small})


def snp_by_msr(range: PhysRange) -> Counter[Operation]:
    """Count for a stub without a GHCB: one page at a time, since Linux 6.15 and 6.12.25."""
    pages = range.size // PAGE
    return Counter({Operation.SNP_MSR: pages, Operation.PVALIDATE_4K: pages})


class Bill(NamedTuple):
    """What each operation costs, which is the caller's to state, on which hardware."""

    seconds: Mapping[Operation, float]
    """Of each; what nothing is stated of costs nothing."""
    hardware: Hardware = READY

    def time(self, counts: Mapping[Operation, int]) -> float:
        """Return the seconds that operations take."""
        return sum(self.seconds.get(operation, 0) * n for operation, n in counts.items())


class Measurement(NamedTuple):
    """Somebody's figure for a whole boot; none was published for a single operation."""

    guest: str
    faster: float
    """How many times sooner a shell is there, lazily, than where all is accepted at boot."""
    reference: str


MEASURED = (
    Measurement("TDX, 4 GiB", 2.5, "cover letter of Linux's patches for unaccepted memory, v13"),
    Measurement("TDX, 64 GiB", 4, "cover letter of Linux's patches for unaccepted memory, v13"),
)
