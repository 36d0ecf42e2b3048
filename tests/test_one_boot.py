"""One boot in many forms: each says the same, descriptor by descriptor, as far as it tells."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from efitool import formats
from efitool.formats import _write_e820
from efitool.model.artifact import as_log
from efitool.model.e820 import E820Entry, E820Map, E820Type
from efitool.model.guest_log import GuestLog
from efitool.model.map_diff import diff
from efitool.model.memmap import PAGE, MapKind, MemoryDescriptor, MemoryMap, MemoryType
from efitool.model.ranges import PhysRange, RangeSet

RECORDINGS = Path(__file__).parents[1] / "samples/recordings"

LINUX_6_12, LINUX_6_1 = "linux-6.12-unaccepted", "linux-6.1-unaccepted"
LOGS = (f"{LINUX_6_12}/serial.log", f"{LINUX_6_12}/dmesg.txt.xz")

SAME_MOMENT: tuple[tuple[MapKind, int, tuple[str, ...]], ...] = (
    (MapKind.MEMORY_MAP, 127, (f"{LINUX_6_12}/map-at-exit.bin", *LOGS)),
    (
        MapKind.MEMORY_MAP,
        127,
        (f"{LINUX_6_1}/map-at-exit.bin", f"{LINUX_6_1}/serial.log"),
    ),
    (
        MapKind.RUNTIME_MAP,
        95,
        (f"{LINUX_6_12}/efi.tar.gz", f"{LINUX_6_12}/runtime-map.txt", *LOGS),
    ),
    (MapKind.ATTRIBUTES_TABLE, 23, LOGS),
)
"""What kind of map, how many descriptors it has, and the files in which it is."""

ALLOCATED = {
    MemoryType.CONVENTIONAL,
    MemoryType.BOOT_SERVICES_DATA,
    MemoryType.LOADER_CODE,
    MemoryType.LOADER_DATA,
}
"""What a shell or loader takes and gives back between two looks at the map."""

GRUB_CODE = 20
"""GRUB's own type for code of runtime services (GRUB 2.06, include/grub/memory.h)."""


@cache
def log(path: str) -> GuestLog:
    return as_log(formats.decode_record(formats.load(RECORDINGS / path))[1])


def only(maps: Iterable[MemoryMap], kind: MapKind) -> MemoryMap:
    (found,) = (map for map in maps if map.kind is kind)
    return found


def e820(path: str, source: str) -> E820Map:
    (found,) = (table for table in log(path).e820 if table.source == source)
    return found


def differences(
    one: MemoryMap, other: MemoryMap
) -> list[tuple[MemoryDescriptor, MemoryDescriptor]]:
    """Return the descriptors, in order, of which two maps tell different things."""
    return [
        (mine, its)
        for mine, its in zip(one.descriptors, other.descriptors, strict=True)
        if any(a != b for a, b in zip(mine, its, strict=True) if None not in (a, b))
    ]


def without_unaccepted(map: MemoryMap) -> MemoryMap:
    kept = [d for d in map.descriptors if d.type != MemoryType.UNACCEPTED]
    return map._replace(descriptors=kept)


def with_unaccepted_reserved(map: MemoryMap) -> MemoryMap:
    types = {MemoryType.UNACCEPTED: MemoryType.RESERVED}
    changed = [d._replace(type=types.get(MemoryType(d.type), d.type)) for d in map.descriptors]
    return map._replace(descriptors=changed)


@pytest.mark.parametrize(("kind", "count", "paths"), SAME_MOMENT)
def test_a_map_is_the_same_in_all_forms(kind: MapKind, count: int, paths: tuple[str, ...]) -> None:
    maps = [only(log(path).maps, kind) for path in paths]

    assert {len(map.descriptors) for map in maps} == {count}
    assert not any(map.unread for map in maps)
    assert not any(differences(one, other) for one, other in combinations(maps, 2))


def test_the_table_of_a_shell_and_its_sfo_agree() -> None:
    table, sfo = log("shell/memmap-both.log.xz").maps

    assert (table.format, sfo.format) == ("efi-shell", "efi-shell-sfo")
    assert len(table.descriptors) == 134
    assert table.descriptors == sfo.descriptors


@pytest.mark.parametrize(
    ("one", "other", "pages"),
    [
        ("shell/map-odd.bin", "shell/memmap-odd-utf16.txt", 299),
        ("shell/memmap-utf16.txt", "shell/memmap-sfo.txt", 1),
        ("shell/memmap-unaccepted-utf16.txt", "grub/lsefimmap-lsmmap-unaccepted.log", 10865),
    ],
)
def test_between_two_moments_of_a_boot_nothing_but_allocations_differ(
    one: str, other: str, pages: int
) -> None:
    found = diff(only(log(one).maps, MapKind.MEMORY_MAP), only(log(other).maps, MapKind.MEMORY_MAP))

    types = {type for change in found.changes for side in change.types for type in side}
    assert types <= ALLOCATED
    assert all(len(change.before) == len(change.after) == 1 for change in found.changes)
    assert sum(change.range.size for change in found.changes) == pages * PAGE


def test_the_kernel_got_the_e820_table_that_the_stub_made_of_the_map() -> None:
    made = _write_e820.table(only(log(f"{LINUX_6_12}/map-at-exit.bin").maps, MapKind.MEMORY_MAP))

    assert len(made) == 23
    for path in LOGS:
        assert list(e820(path, "BIOS-e820").entries) == made
    assert list(e820(f"{LINUX_6_12}/firmware-memmap.txt", "/sys/firmware/memmap").entries) == made
    assert sorted(e820(f"{LINUX_6_12}/boot_params.bin", "boot_params").entries) == made


def test_memory_that_is_set_aside_is_soft_reserved() -> None:
    path = "linux-6.12-attributes/dmesg.txt.xz"
    given = e820(path, "BIOS-e820").entries

    assert {E820Type.SOFT_RESERVED, E820Type.UNUSABLE, E820Type.PMEM} <= {e.type for e in given}
    assert list(given) == _write_e820.table(only(log(path).maps, MapKind.MEMORY_MAP))


def test_a_kernel_before_6_5_got_none_of_the_unaccepted_memory() -> None:
    map = only(log(f"{LINUX_6_1}/map-at-exit.bin").maps, MapKind.MEMORY_MAP)
    given = list(e820(f"{LINUX_6_1}/serial.log", "BIOS-e820").entries)

    assert given == _write_e820.table(without_unaccepted(map))
    assert given != _write_e820.table(map)


def test_an_e820_table_that_is_too_long_for_each_place() -> None:
    """128 entries fit into the page, 320 into what /sys/firmware/memmap is made of."""
    guest = "linux-6.12-long"
    made = _write_e820.table(only(log(f"{guest}/serial.log.xz").maps, MapKind.MEMORY_MAP))
    given = e820(f"{guest}/boot-params.tar.gz", "boot_params").entries

    assert len(made) == 391
    assert sorted(given) == made
    assert list(e820(f"{guest}/serial.log.xz", "extended").entries) == made
    assert list(e820(f"{guest}/serial.log.xz", "BIOS-e820").entries) == sorted(given[:128])
    at_most = e820(f"{guest}/serial.log.xz", "/sys/firmware/memmap").entries
    assert list(at_most) == sorted(given[:320])


def test_what_linux_calls_its_ram_is_what_it_was_given() -> None:
    """But for the first page, which Linux on x86 never uses."""
    (iomem,) = log(f"{LINUX_6_12}/iomem.txt").ranges
    usable = RangeSet(
        e.range
        for e in e820(f"{LINUX_6_12}/serial.log", "BIOS-e820").entries
        if e.type == E820Type.USABLE
    )

    ram = RangeSet(r.range for r in iomem.ranges if r.name == "System RAM")

    assert usable - ram == RangeSet([PhysRange(0, 0x1000)])
    assert ram - usable == RangeSet([])


def test_the_unaccepted_table_covers_what_is_unaccepted_in_the_map() -> None:
    map = only(log(f"{LINUX_6_12}/map-at-exit.bin").maps, MapKind.MEMORY_MAP)
    ((installed,), (booted,)) = (
        log(f"{LINUX_6_12}/unaccepted-table-{when}.bin").unaccepted_tables
        for when in ("installed", "booted")
    )

    assert booted.marked == map.unaccepted
    assert not installed.marked
    assert installed.window == booted.window


@pytest.mark.parametrize(
    ("path", "count"),
    [("grub/lsefimmap-2.06.txt", 139), ("grub/lsefimmap-lsmmap-unaccepted.log", 124)],
)
def test_grub_translates_each_descriptor(path: str, count: int) -> None:
    (map,), (table,) = log(path).maps, log(path).e820
    types = {
        **_write_e820.TYPES,
        MemoryType.RUNTIME_SERVICES_CODE: GRUB_CODE,
        MemoryType.UNACCEPTED: E820Type.RESERVED,
    }

    assert len(table.entries) == count
    assert list(table.entries) == [
        E820Entry(d.start, d.end, types[MemoryType(d.type)]) for d in map.descriptors
    ]


def test_xen_reserves_what_is_unaccepted() -> None:
    xen = log("xen/boot-4.17-unaccepted.log")
    (map,), (table,) = xen.maps, xen.e820

    assert map.unaccepted
    assert list(table.entries) == _write_e820.table(with_unaccepted_reserved(map))
