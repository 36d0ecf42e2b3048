"""What a text says of a guest."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MapKind, MemoryMap


def test_the_memory_map_is_the_first_of_firmware() -> None:
    runtime = MemoryMap("test", "a", (), MapKind.RUNTIME_MAP)
    first, second = MemoryMap("test", "b", ()), MemoryMap("test", "c", ())

    assert GuestLog(maps=(runtime, first, second)).memory_map is first
    assert GuestLog(maps=(runtime,)).memory_map is runtime
    assert GuestLog().memory_map is None
