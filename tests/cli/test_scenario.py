"""Options become a scenario; see also `test_replay`."""

from __future__ import annotations

import pytest
import typer

from efitool.cli._scenario import DEFAULT_FIRMWARE, DEFAULT_KERNEL, Options, ranges, scenario
from efitool.model.ranges import PhysRange
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import AcceptMemory, Platform, Until

NOTHING = Options()


def test_what_is_played_where_nothing_is_said() -> None:
    found = scenario(NOTHING)

    assert found.firmware == FIRMWARE[DEFAULT_FIRMWARE]
    assert found.kernel == KERNELS[DEFAULT_KERNEL]
    assert (found.platform, found.accept_memory) == (Platform.SEV_SNP, AcceptMemory.LAZY)
    assert (found.until, found.touch, found.requests) == (Until.IDLE, (), None)


def test_the_newest_kernel_is_the_default() -> None:
    assert [k for k in KERNELS if k.startswith("linux-")][-1] == DEFAULT_KERNEL


def test_a_profile_that_does_not_exist() -> None:
    with pytest.raises(
        typer.BadParameter, match=r"no kernel profile 'dos'; there are linux-6\.1, "
    ):
        scenario(NOTHING._replace(kernel_profile="dos"))


def test_ranges() -> None:
    assert ranges(["0x1000-0x2000", "0-1"]) == (PhysRange(0x1000, 0x2000), PhysRange(0, 1))
