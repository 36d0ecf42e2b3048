"""Points: what is compared, and what is said where nothing can be."""

from __future__ import annotations

from efitool.model.e820 import E820Entry, E820Map
from efitool.model.guest_log import ConfigurationTables, GuestLog, MemInfo, Quote
from efitool.model.memmap import MemoryMap
from efitool.model.recording import Recording
from efitool.replay.check import Point, Verdict, check
from efitool.replay.profiles import KERNELS
from tests.maps import descriptor, memory_map

MIB = 1 << 20

UNACCEPTED = memory_map(
    descriptor(7, start=0, pages=0x1000), descriptor(15, start=16 * MIB, pages=0x1000)
)._replace(lines=(20, 21))
ACCEPTED = memory_map(descriptor(7, start=0, pages=0x2000))._replace(lines=(20,))


def log(
    map: MemoryMap, *, table: bool | None = None, memory: str = "", unaccepted: int | None = None
) -> Recording:
    """Return the log of a guest of 32 MiB, all of them usable."""
    entries = (E820Entry(0, 32 * MIB, 1),)
    named = (("ACPI", 4096), *([("Unaccepted", 8 * MIB)] if table else []))
    return Recording(
        "boot",
        GuestLog(
            maps=(map,),
            e820=(E820Map("dmesg-e820", "line 12", entries, "BIOS-e820", (12,)),),
            tables=() if table is None else (ConfigurationTables(15, named),),
            kernels=(Quote(10, "6.12.1 (gcc) #1"),),
            memory=(Quote(40, memory),) if memory else (),
            meminfo=() if unaccepted is None else (MemInfo(50, {"Unaccepted": unaccepted}),),
        ),
    )


def point(name: str, recording: Recording, kernel: str = "linux-6.12") -> Point:
    done = check(recording, KERNELS[kernel])
    assert done is not None
    return next(p for p in done.points if p.name == name)


def test_nothing_can_be_checked_without_a_map() -> None:
    assert check(Recording("boot", GuestLog()), KERNELS["linux-6.12"]) is None


def test_a_table_is_there_or_not() -> None:
    def verdict(map: MemoryMap, table: bool | None, kernel: str = "linux-6.12") -> Verdict:
        return point("unaccepted table", log(map, table=table), kernel).verdict

    assert verdict(UNACCEPTED, True) is Verdict.AGREES
    assert verdict(UNACCEPTED, False) is Verdict.DIFFERS
    assert verdict(UNACCEPTED, False, "linux-6.1") is Verdict.AGREES
    assert verdict(UNACCEPTED, None) is Verdict.NOT_RECORDED
    assert verdict(ACCEPTED, True) is Verdict.NOT_PREDICTED
    assert verdict(ACCEPTED, False) is Verdict.AGREES


def test_the_kernels_table_by_the_last_map() -> None:
    name = "e820 table, by the last map"

    assert point(name, log(UNACCEPTED)).recorded == ("0x0-0x2000000 usable",)
    assert point(name, log(UNACCEPTED)).verdict is Verdict.AGREES
    assert point(name, log(UNACCEPTED), "linux-6.1").predicted == ("0x0-0x1000000 usable",)
    assert point(name, log(UNACCEPTED), "linux-6.1").verdict is Verdict.DIFFERS


def test_the_kernel_prints_what_fits_into_boot_params() -> None:
    many = memory_map(*(descriptor(7, start=2 * n << 12) for n in range(130)))
    recording = log(many._replace(lines=tuple(range(20, 150))))
    (table,) = recording.log.e820
    entries = tuple(E820Entry(2 * n << 12, (2 * n + 1) << 12, 1) for n in range(130))

    def verdict(count: int) -> Verdict:
        told = recording.log._replace(e820=(table._replace(entries=entries[:count]),))
        return point("e820 table, by the last map", recording._replace(log=told)).verdict

    assert [verdict(n) for n in (127, 128, 129)] == [
        Verdict.DIFFERS,
        Verdict.AGREES,
        Verdict.DIFFERS,
    ]


def test_memory_is_lost_by_a_kernel_that_does_not_know_it() -> None:
    lost = point("memory lost", log(UNACCEPTED), "linux-6.1")

    assert (lost.predicted, lost.recorded) == (("16384 KiB",), ("0 KiB",))
    assert point("memory lost", log(UNACCEPTED)).verdict is Verdict.AGREES


def test_the_first_page_and_the_hole_of_the_bios_are_not_counted() -> None:
    counted = log(ACCEPTED, table=False, memory="10000K/32380K available (1K kernel code)")

    assert point("memory that the kernel counts", counted).verdict is Verdict.AGREES


def test_a_table_of_unknown_size_counts_too() -> None:
    counted = log(ACCEPTED, table=True, memory="10000K/32380K available (1K kernel code)")

    assert point("memory that the kernel counts", counted).verdict is Verdict.NOT_PREDICTED


def test_what_waits_is_not_predicted_of_a_guest_that_used_some() -> None:
    name = "Unaccepted: of /proc/meminfo"

    assert point(name, log(UNACCEPTED, unaccepted=20480)).verdict is Verdict.AGREES
    assert point(name, log(UNACCEPTED, unaccepted=8192)).verdict is Verdict.NOT_PREDICTED
    assert point(name, log(UNACCEPTED)).verdict is Verdict.NOT_RECORDED


def test_lines_are_compared_in_order() -> None:
    assert Point.of("x", "ab", "ab").verdict is Verdict.AGREES
    assert Point.of("x", "ab", "ba").verdict is Verdict.DIFFERS
    assert Point.of("x", "", "a").verdict is Verdict.DIFFERS
