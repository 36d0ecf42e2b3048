"""Machine, firmware and platform, and what a kernel does with unaccepted memory."""

from __future__ import annotations

import pytest

from efitool.model.capability import Answer
from efitool.replay.scenario import Platform
from efitool.triage.join import facts, join
from tests.cases import GIB
from tests.evidence import KERNEL, LOW, OLD, boot, log

PLAIN_ROW = "[Unaccepted  |   |  |  |  |  |"
SPECIAL_ROW = "[Unaccepted  |   |  |  |  |SP|"


@pytest.mark.parametrize(
    ("line", "platform"),
    [
        ("[ 0.1] tdx: Guest detected", Platform.TDX),
        ("[ 0.1] Memory Encryption Features active: AMD SEV SEV-ES SEV-SNP", Platform.SEV_SNP),
        ("[ 0.1] Memory Encryption Features active: Intel TDX", Platform.TDX),
        ("qemu-system-x86_64 -m 1G -machine q35", Platform.NONE),
        (
            "qemu-kvm -m 1G -M q35,confidential-guest-support=x -object sev-snp-guest,id=x",
            Platform.SEV_SNP,
        ),
    ],
)
def test_platforms(line: str, platform: Platform) -> None:
    case = join((log(f"{line}\n{OLD}"),))

    assert case.platform is not None
    assert (case.platform[0], case.platform[1].line) == (platform, 1)


def test_sev_without_snp_is_no_platform() -> None:
    line = "[ 0.1] Memory Encryption Features active: AMD SEV SEV-ES\n"

    assert join((log(line + OLD),)).platform is None


def test_the_machine() -> None:
    dmi = "[ 0.1] DMI: QEMU Standard PC (Q35), BIOS 2025.02-8+deb13u1 11/08/2025\n"
    case = join((log(f"{OLD}{dmi}"), log("qemu-system-x86_64 -m 3G -smp 6\n", "run.sh")))

    assert case.given == 3 * GIB
    assert case.processors
    assert case.processors.value == 6
    assert case.firmware
    assert case.firmware.value == "EDK II 2025.02-8+deb13u1"


def test_what_no_kernel_spells_the_table_still_tells() -> None:
    """A kernel of 6.5 or later without CONFIG_UNACCEPTED_MEMORY has the name."""
    case = join((log(boot("6.8.0", "Unaccepted  ", LOW)),))

    assert case.kernel_told["unaccepted-memory"].answer is Answer.NO
    assert facts(case).lost_bytes == GIB


def test_meminfo_tells_that_it_counts() -> None:
    case = join((log(f"{KERNEL.format('6.8')}MemTotal:   100 kB\nUnaccepted:   8 kB\n"),))

    assert case.kernel_told["unaccepted-memory"].answer is Answer.YES
    assert (facts(case).unaccepted_bytes, facts(case).usable_bytes) == (8 << 10, 100 << 10)


def test_what_is_set_aside_for_another_reason_tells_nothing() -> None:
    """The kernel leaves memory with EFI_MEMORY_SP out, whether it handles unaccepted memory."""
    special = boot("6.8.0", "Unaccepted  ", LOW).replace(PLAIN_ROW, SPECIAL_ROW)
    case = join((log(special),))

    assert SPECIAL_ROW in special
    assert case.kernel_told == {}
