"""What a text says of a guest."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog, Quote, joined
from efitool.model.memmap import MapKind, MemoryMap


def test_the_memory_map_is_the_first_of_firmware() -> None:
    runtime = MemoryMap("test", "a", (), MapKind.RUNTIME_MAP)
    first, second = MemoryMap("test", "b", ()), MemoryMap("test", "c", ())

    assert GuestLog(maps=(runtime, first, second)).memory_map is first
    assert GuestLog(maps=(runtime,)).memory_map is runtime
    assert GuestLog().memory_map is None


def test_what_several_tell_is_joined_field_by_field() -> None:
    map, one, other = MemoryMap("test", "a", ()), Quote(1, "6.1"), Quote(2, "6.12")
    logs = GuestLog(maps=(map,), kernels=(one,)), GuestLog(kernels=(other,), firmware=(one,))

    assert joined(logs) == GuestLog(maps=(map,), kernels=(one, other), firmware=(one,))
    assert joined([GuestLog()]) == GuestLog()
