"""The same map under every policy: who boots it, and what the guest has of it then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from efitool.model.memmap import MemoryMap
from efitool.replay import replay
from efitool.replay.operations import operations
from efitool.replay.outcome import Result, result
from efitool.replay.scenario import FirmwareProfile, KernelProfile, Platform, Scenario


class Cell(NamedTuple):
    """One firmware, one kernel, one platform, and what comes of it."""

    firmware: FirmwareProfile
    kernel: KernelProfile
    platform: Platform
    result: Result
    operations: int
    """What the hardware or the hypervisor is asked for until the guest idles."""


def matrix(
    map: MemoryMap,
    firmwares: Iterable[FirmwareProfile],
    kernels: Iterable[KernelProfile],
    platforms: Iterable[Platform] | None,
    like: Scenario,
) -> Iterator[Cell]:
    """Play all combinations on a map; what else a scenario says is that of ``like``.

    Where no platforms are told, each firmware is played on those that it is made for.
    """
    kernels, wanted = tuple(kernels), platforms and tuple(platforms)
    for firmware in firmwares:
        for platform in wanted or made_for(firmware):
            for kernel in kernels:
                scenario = like._replace(firmware=firmware, kernel=kernel, platform=platform)
                trace = replay(map, scenario)
                asked = sum(counts.total() for counts in operations(trace).values())
                yield Cell(firmware, kernel, platform, result(trace), asked)


def made_for(firmware: FirmwareProfile) -> tuple[Platform, ...]:
    """Return where a firmware has memory to accept."""
    return (firmware.platform,) if firmware.bound else (Platform.TDX, Platform.SEV_SNP)
