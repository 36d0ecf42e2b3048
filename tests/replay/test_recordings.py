"""What a replay predicts of a boot is what happened in it: recordings of real kernels."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from efitool.formats import _recording as recording
from efitool.model.ranges import PhysRange
from efitool.model.recording import Recording
from efitool.replay.check import Check, Verdict, check
from efitool.replay.profiles import KERNELS

SAMPLES = Path(__file__).parents[2] / "samples" / "recordings"

BOOTS = {
    "attrs2-6.12-odd": "linux-6.12",
    "patched-6.12-adjacent": "linux-6.12",
    "patched-6.12-eager": "linux-6.12",
    "patched-6.12-high-top": "linux-6.12",
    "patched-6.12-rand-01": "linux-6.12",
    "patched-6.12-rand-02": "linux-6.12",
    "patched-6.12-rand-03": "linux-6.12",
    "patched-6.12-small": "linux-6.12",
    "unacc-6.1-ebs": "linux-6.1",
    "unacc-6.1-noebs": "linux-6.1",
    "unacc-6.12-dma32": "linux-6.12",
    "unacc-6.12-edges": "linux-6.12",
    "unacc-6.12-multi": "linux-6.12",
    "unacc-6.12-noproto-ebs": "linux-6.12",
}

PREDICTED = {
    "boot services",
    "maps taken after the table",
    "unaccepted table",
    "accepted by the stub",
    "marked by the stub",
    "where it ends",
    "e820 table, by the last map",
    "unaccepted memory in the e820 table",
    "memory lost",
    "memory that the kernel counts",
    "accepted by the kernel",
    "marked in the end",
    "Unaccepted: of /proc/meminfo",
}


@pytest.fixture(scope="module")
def boots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recordings, unpacked."""
    top = tmp_path_factory.mktemp("boots")
    with tarfile.open(SAMPLES / "boots.tar.xz") as archive:
        archive.extractall(top, filter="data")
    return top


def compared(found: Recording, kernel: str) -> Check:
    done = check(found, KERNELS[kernel])
    assert done is not None
    return done


def told(done: Check, name: str) -> tuple[str, ...]:
    """What both sides say of a point."""
    point = next(p for p in done.points if p.name == name)
    assert point.verdict is Verdict.AGREES
    return point.recorded


@pytest.mark.parametrize(("name", "kernel"), BOOTS.items())
def test_nothing_differs(boots: Path, name: str, kernel: str) -> None:
    done = compared(recording.read(boots / name), kernel)

    assert {p.name for p in done.points} == PREDICTED
    assert [p for p in done.points if p.verdict is Verdict.DIFFERS] == []
    assert [p.name for p in done.points if p.verdict is Verdict.NOT_PREDICTED] == []


def test_everything_is_recorded_somewhere(boots: Path) -> None:
    agreed = {
        p.name
        for name, kernel in BOOTS.items()
        for p in compared(recording.read(boots / name), kernel).points
        if p.verdict is Verdict.AGREES
    }

    assert agreed == PREDICTED


def test_the_sequence_of_a_whole_boot(boots: Path) -> None:
    done = compared(recording.read(boots / "patched-6.12-small"), "linux-6.12")

    assert told(done, "boot services") == (
        "LocateProtocol acceptance protocol: EFI_SUCCESS",
        "AllowUnacceptedMemory: EFI_SUCCESS",
        "InstallConfigurationTable unaccepted table: EFI_SUCCESS",
        "InstallConfigurationTable boot memory map: EFI_SUCCESS",
        "ExitBootServices: EFI_SUCCESS",
    )
    assert told(done, "accepted by the stub") == (
        "0x10100000-0x10200000",
        "0x12000000-0x12200000",
        "0x16100000-0x16200000",
        "0x16400000-0x16500000",
        "0x18001000-0x18200000",
        "0x18e00000-0x18fff000",
    )
    assert told(done, "accepted by the kernel") == (
        "0x14000000-0x14200000",
        "0x14200000-0x14400000",
        "0x16200000-0x16400000",
        "0x18200000-0x18600000",
        "0x18600000-0x18a00000",
        "0x18a00000-0x18e00000",
    )


def test_firmware_that_accepts_all_makes_the_first_exit_fail(boots: Path) -> None:
    done = compared(recording.read(boots / "unacc-6.12-noproto-ebs"), "linux-6.12")

    assert told(done, "boot services") == (
        "LocateProtocol acceptance protocol: EFI_NOT_FOUND",
        "InstallConfigurationTable unaccepted table: EFI_SUCCESS",
        "InstallConfigurationTable boot memory map: EFI_SUCCESS",
        "ExitBootServices: EFI_INVALID_PARAMETER",
        "ExitBootServices: EFI_SUCCESS",
    )
    assert told(done, "maps taken after the table") == ("2",)
    assert told(done, "marked in the end") == ()


@pytest.mark.parametrize(
    ("name", "kib"), [("unacc-6.1-noebs", 768 << 10), ("unacc-6.1-ebs", 0), ("unacc-6.12-dma32", 0)]
)
def test_how_much_memory_is_lost(boots: Path, name: str, kib: int) -> None:
    done = compared(recording.read(boots / name), BOOTS[name])

    assert told(done, "memory lost") == (f"{kib} KiB",)


def test_the_block_in_front_counts_too(boots: Path) -> None:
    done = compared(recording.read(boots / "unacc-6.12-multi"), "linux-6.12")

    assert told(done, "Unaccepted: of /proc/meminfo") == ("294912 kB",)


def test_a_stub_that_nobody_can_help_says_nothing(boots: Path) -> None:
    done = compared(recording.read(boots / "unacc-6.12-edges"), "linux-6.12")

    assert told(done, "where it ends") == ("the kernel never says a word",)


@pytest.mark.parametrize(
    ("log", "kernel", "agreeing"),
    [
        ("linux-6.1-unaccepted", "linux-6.1", 5),
        ("linux-6.12-unaccepted", "linux-6.12", 5),
        ("linux-6.12", "linux-6.12", 5),
        ("linux-7.2", "linux-7.2", 5),
    ],
)
def test_a_log_alone_is_a_recording(log: str, kernel: str, agreeing: int) -> None:
    done = compared(recording.read(SAMPLES / log), kernel)

    assert [p for p in done.points if p.verdict is Verdict.DIFFERS] == []
    assert sum(p.verdict is Verdict.AGREES for p in done.points) >= agreeing


def test_another_kernel_than_the_recorded_one_differs(boots: Path) -> None:
    done = compared(recording.read(boots / "unacc-6.12-dma32"), "linux-6.1")

    assert done.differs
    assert {p.name for p in done.points if p.verdict is Verdict.DIFFERS} >= {
        "boot services",
        "unaccepted table",
        "marked by the stub",
        "marked in the end",
        "Unaccepted: of /proc/meminfo",
    }


@pytest.mark.parametrize("n", [0, 3, 7, 20, 35])
def test_any_acceptance_that_is_missing_or_moved_is_noticed(boots: Path, n: int) -> None:
    found = recording.read(boots / "patched-6.12-adjacent")
    acceptances = found.acceptances or ()
    moved = acceptances[n]._replace(range=PhysRange(0x1000, 0x2000))

    for changed in (
        (*acceptances[:n], *acceptances[n + 1 :]),
        (*acceptances[:n], moved, *acceptances[n + 1 :]),
    ):
        assert compared(found._replace(acceptances=changed), "linux-6.12").differs


@pytest.mark.parametrize("name", ["patched-6.12-eager", "patched-6.12-high-top"])
def test_a_kernel_that_stops_one_too_soon_differs(boots: Path, name: str) -> None:
    found = recording.read(boots / name)
    done = compared(found._replace(acceptances=(found.acceptances or ())[:-1]), "linux-6.12")

    differing = {p.name for p in done.points if p.verdict is Verdict.DIFFERS}
    assert "marked by the stub" in differing
    assert ("accepted by the kernel" in differing) is (name == "patched-6.12-eager")


def test_acceptances_in_another_order_differ(boots: Path) -> None:
    found = recording.read(boots / "patched-6.12-adjacent")
    *rest, one, last = found.acceptances or ()

    assert compared(found._replace(acceptances=(*rest, last, one)), "linux-6.12").differs
