"""What a scenario is where nothing is said."""

from __future__ import annotations

from efitool.replay.scenario import AcceptMemory, Scenario, Until
from tests.guests import SCENARIO


def test_the_kernel_s_own_defaults_hold() -> None:
    assert SCENARIO.accept_memory is AcceptMemory.LAZY
    assert SCENARIO.soft_reserve
    assert not SCENARIO.add_efi_memmap
    assert SCENARIO.until is Until.IDLE


def test_nothing_is_demanded_that_nobody_asked_for() -> None:
    defaults = Scenario._field_defaults
    assert not any(defaults["usage"])
    assert (defaults["touch"], defaults["requests"], defaults["kexec"]) == ((), None, None)
