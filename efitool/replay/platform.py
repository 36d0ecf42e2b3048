"""The platform: it never acts, and judges every event by the truth.

=================== ======================== ============================ =====================
                    TDX                      SEV-SNP                      none
=================== ======================== ============================ =====================
accept              yes                      yes                          Linux stops
accept twice        said, changes nothing    taken for an attack, stops   Linux stops
accept what is no   the TD exits, stops      the request fails, stops     Linux stops
memory
touch unaccepted    #VE or exit, stops       #VC 0x404, stops             nothing happens
=================== ======================== ============================ =====================

A kernel that only logs what it would accept is one on a platform where nothing fails.
"""

from __future__ import annotations

from efitool.model.ranges import PhysRange, RangeSet
from efitool.replay import events as ev
from efitool.replay.burst import Burst
from efitool.replay.events import Actor
from efitool.replay.scenario import Platform
from efitool.replay.state import State
from efitool.replay.trace import Fault

UNKNOWN = {
    Actor.STUB: "nobody can accept it: the stub's error() stops before there is a console",
    Actor.KERNEL: "nobody can accept it: kernel panic, Cannot accept memory: unknown platform",
}
"""``arch_accept_memory()`` off TDX and SEV-SNP; firmware elsewhere has nothing to accept.

Linux v6.12, arch/x86/boot/compressed/mem.c and arch/x86/include/asm/unaccepted_memory.h.
"""

NO_SUCH = {
    Platform.TDX: "no memory of the map: there is no page to accept, and the TD exits",
    Platform.SEV_SNP: "no memory of the map: the page state change fails, and the guest ends",
}

TWICE = {
    Platform.TDX: "accepted already: TDX_PAGE_ALREADY_ACCEPTED, nothing changes",
    Platform.SEV_SNP: "accepted already: PVALIDATE changes nothing, which may be an attack",
}

TOUCHED = {
    Platform.TDX: "not accepted: #VE, or the TD exits where SEPT_VE_DISABLE is set",
    Platform.SEV_SNP: "not accepted: #VC, exit code 0x404",
}


def judge(platform: Platform, state: State, event: ev.Event) -> Fault | None:
    """Say how an event breaks the protocol, None where it does not."""
    match event:
        case ev.Accept(actor, start, end) if platform is Platform.NONE:
            why = UNKNOWN.get(actor)
            return Fault("unknown-platform", PhysRange(start, end), why, True) if why else None
        case ev.Accept(_, start, end) if not state.unaccepted.covers(start, end):
            return _of_accept(platform, state, PhysRange(start, end))
        case ev.Touch(_, start, end) if platform is not Platform.NONE:
            bad = state.unaccepted.within(start, end)
            return Fault("touched-unaccepted", bad[0], TOUCHED[platform], True) if bad else None
        case ev.Mark(_, start, end) if end < start:
            why = "no bits of the table: the stub writes outside of it"
            return Fault("mark-outside-table", PhysRange(end, start), why, True)
        case ev.HotAdd(_, start, end) if _in_map(state, PhysRange(start, end)):
            why = "the map has it as unaccepted, and an ACPI object has it too"
            return Fault("double-claim", PhysRange(start, end), why, False)
        case _:
            return None


def nothing_to_say(platform: Platform, state: State, burst: Burst) -> bool:
    """Tell whether no event of a burst breaks the protocol; False is no answer."""
    return platform is not Platform.NONE and burst.is_plain(state.unaccepted)


def _in_map(state: State, range: PhysRange) -> bool:
    """Tell whether firmware's map has any of a range as unaccepted."""
    return bool(state.listed.within(*range))


def _of_accept(platform: Platform, state: State, range: PhysRange) -> Fault:
    """Judge what accepts more than is unaccepted: the first of it that is worst."""
    for missing in RangeSet.of(range) - RangeSet((*state.memory.within(*range), *state.acpi)):
        return Fault("accepted-no-memory", missing, NO_SUCH[platform], True)
    accepted = RangeSet.of(range) - RangeSet(state.unaccepted.within(*range))
    first = next(iter(accepted), range)
    return Fault("accepted-twice", first, TWICE[platform], platform is Platform.SEV_SNP)
