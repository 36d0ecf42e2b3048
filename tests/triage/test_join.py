"""What several files tell together."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.model.guest_log import GuestLog
from efitool.model.guest_memory import GuestDump
from efitool.model.ranges import RangeSet
from efitool.model.triage import Evidence, Fact, Origin
from efitool.replay.check import Verdict
from efitool.triage.join import facts, join
from tests.cases import GIB
from tests.evidence import KERNEL, NEW, OLD, log


def test_an_old_kernel() -> None:
    case = join((log(OLD),))
    told = facts(case)

    assert case.release == Fact("6.1.0-50", Origin("serial.log", 1, text="6.1.0-50 (x) #1"))
    assert case.kernel_told["unaccepted-memory"].answer is Answer.NO
    assert case.kernel_told["unaccepted-memory"].origin.line == 6
    assert case.map_origin == Origin("serial.log", 6)
    assert (told.given_bytes, told.usable_bytes) == (3 * GIB, 2 * GIB)
    assert (told.unaccepted_bytes, told.lost_bytes) == (GIB, GIB)
    assert told.handles_unaccepted is Answer.NO
    assert told.firmware == Fact("EDK II", Origin("serial.log", 4, text="EFI v2.7 by EDK II"))


def test_a_new_kernel() -> None:
    case = join((log(NEW),))

    assert case.kernel_told["unaccepted-memory"].why == (
        "its stub has made a table of unaccepted memory"
    )
    assert facts(case).lost_bytes == 0
    assert case.predicted is not None
    assert Verdict.DIFFERS not in {p.verdict for p in case.predicted.points}


def test_the_release_of_a_dump() -> None:
    dump = GuestDump(
        "x86_64", RangeSet(), 1, 1, (), (), {"OSRELEASE": "6.9.1"}, b"", GuestLog(), ()
    )

    assert join((Evidence("vmcore", 1, "vmcore-elf", dump),)).release == Fact(
        "6.9.1", Origin("vmcore", text="OSRELEASE=6.9.1")
    )


def test_the_log_with_the_most_to_say_counts() -> None:
    case = join((log(KERNEL.format("6.1.0-50"), "journal"), log(OLD, "console")))

    assert [path for path, _ in case.logs] == ["console", "journal"]
    assert case.map_origin
    assert case.map_origin.path == "console"


def test_what_dmesg_repeats_counts_once() -> None:
    printed = "[    0.100000] efi: Failed to x\n"
    case = join((log(f"{printed}{printed}[    0.200000] efi: Failed to x\n"),))

    assert [q.line for _, q in case.messages] == [1, 3]


def test_what_a_loader_says_again_counts_again() -> None:
    case = join((log("GetMemoryMap() failed\n" * 3),))

    assert [q.line for _, q in case.messages] == [1, 2, 3]


def test_nothing() -> None:
    case = join(())

    assert case == case._replace(evidence=())
    assert facts(case) == (None,) * 7
