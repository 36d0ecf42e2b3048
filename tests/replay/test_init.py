"""The replay in the public API."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import efitool
from efitool.errors import LimitError
from efitool.model.memmap import MemoryMap
from tests.maps import descriptor, memory_map

RAW = Path(__file__).parents[2] / "samples/recordings/linux-6.12-unaccepted/map-at-exit.bin"


def test_a_map_is_played() -> None:
    map = efitool.read(RAW)
    assert isinstance(map, MemoryMap)
    scenario = efitool.scenario(kernel="linux-6.1", firmware="protocol-phased-out")
    result = efitool.result(efitool.replay(map, scenario))

    assert (result.outcome, result.lost) == ("boots-short", 768 << 20)


def test_the_platform_is_that_of_the_firmware() -> None:
    assert efitool.scenario(firmware="edk2-tdx").platform is efitool.Platform.TDX
    sev = efitool.scenario(firmware="edk2-tdx", platform=efitool.Platform.SEV_SNP)
    assert sev.platform is efitool.Platform.SEV_SNP


def test_a_profile_that_does_not_exist() -> None:
    with pytest.raises(KeyError):
        efitool.scenario(kernel="linux-0.1")


@pytest.mark.parametrize("name", efitool.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(efitool, name) is not None


def test_a_name_that_is_not_there() -> None:
    name = "nonsense"
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        getattr(efitool, name)


def test_the_function_stays_a_function() -> None:
    """Modules of a package of the same name are loaded when they are needed."""
    code = (
        "import sys, efitool; assert 'efitool.replay._boots' not in sys.modules; "
        "efitool.Scenario; import efitool.replay.outcome; print(efitool.replay.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "replay\n"


def test_a_map_that_is_too_large() -> None:
    map = memory_map(*[descriptor()] * ((1 << 18) + 1))
    with pytest.raises(
        LimitError, match="262,145 descriptors; a replay takes no more than 262,144"
    ):
        efitool.replay(map, efitool.scenario())
