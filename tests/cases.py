"""Cases of which a test says only what it is about, and what a rule makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from efitool.model.capability import Answer
from efitool.model.e820 import E820Entry, E820Map
from efitool.model.guest_log import Quote
from efitool.model.memmap import MemoryDescriptor, MemoryMap
from efitool.model.triage import Fact, Judgement, Origin, Verdict
from efitool.replay.scenario import Platform
from efitool.triage.case import Case, Told
from tests.maps import descriptor, memory_map

LOG = "serial.log"
MAP = Origin(LOG, line=20, text="efi: mem00")
GIB = 1 << 30
BARE = Case(())
TDX = (Platform.TDX, Origin(LOG, line=3, text="tdx: Guest detected"))
SNP = (Platform.SEV_SNP, Origin(LOG, line=3, text="Memory Encryption Features active: AMD SEV-SNP"))
NOBODY = (Platform.NONE, Origin("qemu.sh", line=1, text="qemu-system-x86_64"))


def ram(start: int, size: int, type: int = 7, attributes: int | None = 0xF) -> MemoryDescriptor:
    """Return a descriptor by its size in bytes."""
    return descriptor(type, attributes, start=start, pages=size >> 12)


def unaccepted(*ranges: tuple[int, int]) -> MemoryMap:
    """Return a map of 2 GiB of memory and some unaccepted ranges: start and bytes of each."""
    return memory_map(ram(0, 2 * GIB), *(ram(start, size, 15) for start, size in ranges))


HIGH = unaccepted((4 * GIB, 12 * GIB))
"""What a q35 machine of 14 GiB has."""


def e820(*usable: tuple[int, int]) -> tuple[E820Map, ...]:
    """Return the table of a kernel: start and bytes of each usable range."""
    entries = tuple(E820Entry(start, start + size, 1) for start, size in usable)
    return (E820Map("dmesg-e820", "BIOS-e820", entries, "BIOS-e820"),)


def fact(value: str | int, line: int = 1) -> Fact:
    return Fact(value, Origin(LOG, line=line, text=str(value)))


def told(answer: Answer, id: str = "unaccepted-memory") -> dict[str, Told]:
    return {id: Told(answer, "as it was seen", Origin("vmlinuz", offset=64))}


def says(*lines: str) -> tuple[tuple[str, Quote], ...]:
    """Return lines of a log, from line 10 on."""
    return tuple((LOG, Quote(n, line)) for n, line in enumerate(lines, 10))


HANDLES = BARE._replace(map=HIGH, map_origin=MAP, kernel_told=told(Answer.YES))
"""A kernel that handles what it is given."""

Check = Callable[[Case], Iterator[Judgement]]


def verdict(check: Check, case: Case) -> str | None:
    """Return the only verdict of a rule, None where it has none."""
    found = [j.verdict for j in check(case)]
    assert len(found) <= 1
    return found[0].value if found else None


def message(check: Check, case: Case, verdict: Verdict = Verdict.FAIL) -> str:
    """Return what a rule says."""
    [judgement] = check(case)
    assert judgement.verdict is verdict
    return judgement.message


def lines(check: Check, case: Case) -> list[int | None]:
    """Return the lines of what a rule has for evidence."""
    return [origin.line for judgement in check(case) for origin in judgement.evidence]
