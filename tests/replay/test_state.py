"""What the guest is like, and what of it firmware's reset leaves."""

from __future__ import annotations

from efitool.model.memmap import MemoryType
from efitool.replay.bitmap import Bitmap
from efitool.replay.state import Phase, State
from tests.guests import MIB, memory

MAP = [memory(0, 4 * MIB), memory(4 * MIB, 8 * MIB, MemoryType.UNACCEPTED)]


def test_regions_follow_firmware() -> None:
    """They are asked for before and after it has accepted something."""
    state = State([memory(0, 8 * MIB, 15), memory(8 * MIB, 9 * MIB, 15)])
    assert list(state.regions) == [(0, 8 * MIB), (8 * MIB, 9 * MIB)]
    state.change_map(0, 4 * MIB, MemoryType.CONVENTIONAL)
    assert list(state.regions) == [(4 * MIB, 8 * MIB), (8 * MIB, 9 * MIB)]


def test_a_table_is_believed_where_the_map_has_no_type_15() -> None:
    """As after kexec."""
    table = Bitmap.blank(0, 2 * MIB, 1)
    table.put(2 * MIB, 6 * MIB, 1)
    assert list(State([memory(0, 16 * MIB)], table).unaccepted) == [(2 * MIB, 6 * MIB)]


def test_memory_is_all_but_devices_and_wraps() -> None:
    top = (1 << 64) - 4 * MIB
    state = State([memory(0, MIB, MemoryType.MMIO), memory(top, top + 6 * MIB)])
    assert list(state.memory) == [(0, 2 * MIB), (top, top + 6 * MIB)]


def test_a_reset_starts_again_with_the_first_map() -> None:
    state = State(MAP)
    state.variables["OsIndications"] = 1
    state.change_map(4 * MIB, 8 * MIB, MemoryType.CONVENTIONAL)
    state.unaccepted.discard(4 * MIB, 8 * MIB)
    state.phase = Phase.KERNEL
    state.reset(keeps_variables=True)
    assert (state.phase, list(state.descriptors)) == (Phase.BOOT_SERVICES, MAP)
    assert list(state.unaccepted) == [(4 * MIB, 8 * MIB)]
    assert state.variables == {"OsIndications": 1}
    state.reset(keeps_variables=False)
    assert state.variables == {}
