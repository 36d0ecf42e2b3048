"""The same map under every policy."""

from __future__ import annotations

from efitool.replay.events import Actor
from efitool.replay.matrix import matrix
from efitool.replay.outcome import Outcome
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import Platform, Scenario
from tests.replay.test_outcome import GUEST, KNOWS, LEAVES, MIB

LIKE = Scenario(LEAVES, KNOWS, Platform.TDX)


def test_all_combinations_in_order() -> None:
    firmwares = (FIRMWARE["edk2-sev-snp"], FIRMWARE["accept-all-no-protocol"])
    kernels = (KERNELS["linux-6.1"], KERNELS["linux-7.2"])
    cells = tuple(matrix(GUEST, firmwares, kernels, (Platform.SEV_SNP,), LIKE))

    assert [(c.firmware.name, c.kernel.name) for c in cells] == [
        ("edk2-sev-snp", "linux-6.1"),
        ("edk2-sev-snp", "linux-7.2"),
        ("accept-all-no-protocol", "linux-6.1"),
        ("accept-all-no-protocol", "linux-7.2"),
    ]
    assert [c.result.accepted[Actor.FIRMWARE] // MIB for c in cells] == [768, 0, 768, 768]
    assert [c.result.exit_boot_services_calls for c in cells] == [2, 1, 2, 2]


def test_every_profile_can_be_played() -> None:
    cells = tuple(matrix(GUEST, FIRMWARE.values(), KERNELS.values(), Platform, LIKE))

    assert len(cells) == len(FIRMWARE) * len(KERNELS) * 3
    assert {c.result.outcome for c in cells} == {*Outcome}
    for cell in cells:
        assert cell.result.unaccepted <= cell.result.given
        assert cell.result.lost <= cell.result.given


def test_each_firmware_on_the_platforms_that_it_is_for() -> None:
    firmwares = (FIRMWARE["edk2-tdx"], FIRMWARE["pre-accepted"])
    cells = matrix(GUEST, firmwares, (KERNELS["linux-7.2"],), None, LIKE)

    assert [(c.firmware.name, c.platform) for c in cells] == [
        ("edk2-tdx", Platform.TDX),
        ("pre-accepted", Platform.TDX),
        ("pre-accepted", Platform.SEV_SNP),
    ]
