"""The kernel takes the map in a second time."""

from __future__ import annotations

from efitool.model.memmap import MemoryDescriptor
from efitool.replay.outcome import result
from efitool.rules.memory_reserved_again import RULE
from tests.guests import KERNEL, MIB, guest, memory, played
from tests.maps import memory_map
from tests.traces import broken

GUEST = guest((16 * MIB, 32 * MIB))
SPECIAL = memory_map(*GUEST.descriptors, memory(64 * MIB, 65 * MIB, attributes=0x4000F))
MESSAGE = "16384 KiB were usable, and the kernel makes them reserved: 0x1000000-0x2000000"


def test_silent() -> None:
    old = KERNEL._replace(handles_unaccepted=False)

    assert broken(RULE, played(GUEST)) == []
    assert broken(RULE, played(SPECIAL, soft_reserve=False)) == []
    assert broken(RULE, played(SPECIAL, kernel=old)) == []


def test_fails() -> None:
    assert broken(RULE, played(SPECIAL)) == [("step 17", MESSAGE)]
    [(_, message)] = broken(RULE, played(GUEST, add_efi_memmap=True))
    assert message == MESSAGE


def test_what_a_wrapped_descriptor_loses_is_another_matter() -> None:
    wraps = MemoryDescriptor(15, (1 << 64) - 8 * MIB, 0, 4096, 0xF)
    trace = played(memory_map(memory(0, 16 * MIB), wraps))
    assert result(trace).lost == 8 * MIB
    assert broken(RULE, trace) == []
