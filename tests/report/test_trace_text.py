"""A replay as a dialogue."""

from __future__ import annotations

import pytest

from efitool.model.findings import Finding, Severity
from efitool.replay import replay, unaccepted_memory
from efitool.replay.outcome import result
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import FirmwareProfile, KernelProfile, Platform, Request, Scenario
from efitool.replay.trace import Trace
from efitool.report import trace_text
from efitool.report.terminal import Palette
from tests.replay.test_outcome import GUEST

PLAIN = Palette(enabled=False)
ACCEPTS = FirmwareProfile("accepts", "", "", accepts_at_exit=True, simulated=True)
OLD = KernelProfile("old", "", "", handles_unaccepted=False, calls_protocol=False)
UNIT = 2 << 20


def play(*requests: Request) -> Trace:
    scenario = Scenario(FIRMWARE["edk2-sev-snp"], KERNELS["linux-7.2"], Platform.SEV_SNP)
    return replay(GUEST, scenario._replace(requests=requests or None))


def lines(trace: Trace) -> list[str]:
    return [*trace_text.dialogue(trace, PLAIN)]


def test_accept_all_at_exit() -> None:
    """Firmware accepts, the first call fails, and the loader tries again."""
    trace = replay(GUEST, Scenario(ACCEPTS, OLD, Platform.SEV_SNP))
    text = "\n".join(line.rstrip() for line in lines(trace))

    assert text.startswith(
        "    n  actor    event" + " " * 69 + "unaccepted\n"
        "    1  stub     GetMemoryMap              size 96, key 1 -> BUFFER_TOO_SMALL"
    )
    told = [" ".join(line.split()[1:]) for line in text.splitlines()]
    at = told.index("firmware BeforeExitBootServices 768.0 MiB")
    assert told[at : at + 7] == [
        "firmware BeforeExitBootServices 768.0 MiB",
        "firmware Accept 0x10000000-0x40000000, 768.0 MiB 0 bytes",
        "firmware AddMemorySpace 0x10000000-0x40000000, type 0 bytes",
        "",
        "stub ExitBootServices key 3 -> INVALID_PARAMETER 0 bytes",
        "stub GetMemoryMap size 48, key 5 -> SUCCESS 0 bytes",
        "stub ExitBootServices key 5 -> SUCCESS 0 bytes",
    ]


def test_no_line_is_wider_than_the_terminal() -> None:
    for line in lines(play(Request("touch", 0x20000000, 4096))):
        assert len(line) <= PLAIN.width


def test_a_fault_says_where_and_why() -> None:
    red = [*trace_text.dialogue(play(Request("touch", 0x20000000, 4096)), Palette(enabled=True))]

    assert red[-1].startswith("\x1b[31m")
    assert any("fault touched-unaccepted: 0x20000000-0x20001000: " in line for line in red)


def test_long_rows_are_folded() -> None:
    requests = (Request("accept", 0x10000000 + 3 * n * UNIT, 4096) for n in range(100))
    told = lines(play(*requests))[-9:]

    numbers = [line.split()[0] for line in told]
    first = int(numbers[1])
    assert numbers == [*map(str, range(first - 1, first + 6)), "…", str(first + 99)]
    assert "EnterKernel" in told[0]
    assert told[-2] == "    …  kernel   93 more Accept, 0x12400000-0x34e00000"


def test_rows_that_are_not_long_are_not() -> None:
    requests = (Request("accept", 0x10000000 + 3 * n * UNIT, 4096) for n in range(12))

    told = lines(play(*requests))[-13:]
    assert "EnterKernel" in told[0]
    assert [line.split()[2] for line in told[1:]] == ["Accept"] * 12


def test_the_outcome() -> None:
    trace = play()
    finding = Finding("rule", Severity.NOTE, "descriptor 1", "odd", "do not")
    text = trace_text.outcome("guest\x1b.log", trace, result(trace), [finding], PLAIN)

    assert (
        text
        == """\
guest\\x1b.log
  edk2-sev-snp, linux-7.2, sev-snp, accept_memory=lazy

  Works: 768.0 MiB stay unaccepted until they are needed

  usable                 1.0 GiB
  unaccepted             768.0 MiB of 768.0 MiB
  lost                   0 bytes
  accepted by firmware   0 bytes
  accepted by stub       0 bytes
  accepted by kernel     0 bytes
  ExitBootServices       1 call
  unaccepted table       0x10000000-0x40000000, 384 of 384 units of 2.0 MiB marked
  /proc/meminfo          Unaccepted: 790528 kB

Findings
  note     rule: descriptor 1: odd; do not"""
    )


def test_a_simulated_firmware_is_said_to_be() -> None:
    trace = replay(GUEST, Scenario(ACCEPTS, OLD, Platform.TDX, add_efi_memmap=True))
    text = trace_text.outcome("guest", trace, result(trace), [], PLAIN)

    assert "accepts (simulated), old, tdx, accept_memory=lazy, add_efi_memmap\n" in text
    assert "  ExitBootServices       2 calls\n  unaccepted table       none" in text


def test_many_at_once_are_told_as_one_by_one() -> None:
    """Accepts in a row, with others of the kind before and behind."""
    accepts = (Request("accept", 0x10000000 + n * 2 * UNIT, 4096) for n in range(40))
    asked = (Request("query", 0x10000000, 9), *accepts, Request("query", 0x10000000, 9))
    told = []
    for at_once in (1, 1 << 30):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(unaccepted_memory, "AT_ONCE", at_once)
            told.append(lines(play(*asked)))
    assert told[0] == told[1]
    folded = next(line.strip() for line in told[0] if "more" in line)
    assert folded.endswith("35 more Accept, 0x11400000-0x19e00000")
