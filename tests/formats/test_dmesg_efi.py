"""Rows of every generation of Linux, damaged rows, and recordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool.errors import MalformedError
from efitool.formats import dmesg_efi, guest_log, memmap_raw
from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap, Unread

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"
BLANK = "   |  |  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC"
RUN = BLANK.replace("   |", "RUN|", 1)


def x86(index: int, type: str = "Conventional", first: int = 0, columns: str = BLANK) -> str:
    start = first << 20
    return (
        f"[    0.000000] efi: mem{index:02}: [{type:<12}|{columns}] "
        f"range=[{start:#018x}-{start + 0xFFFFF:#018x}] (1MB)"
    )


def maps(*lines: str) -> tuple[MemoryMap, ...]:
    return dmesg_efi.FORMAT.decode("\r\n".join((*lines, "")).encode()).maps


def only(line: str) -> MemoryDescriptor:
    [[descriptor]] = [map.descriptors for map in maps(line)]
    return descriptor


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("Unaccepted", 15),
        ("type=15", 15),
        ("type=1879048193", 1879048193),
        ("MMIO Port", 12),
        ("Conventional Memory", 7),
        ("Memory Mapped I/O", 11),
    ],
)
def test_types(name: str, type: int) -> None:
    assert only(x86(0, name)).type == type


def test_columns_count_by_name() -> None:
    of_418 = "RUN|MR|XP|RP|WP|  |WB|WT|WC|UC"
    of_611 = "RUN|HP|MR|CC|SP|NV|XP|RP|WP|RO|UCE|WB|WT|WC|UC"

    assert only(x86(0, columns=of_418)).attributes == 0x8000_0000_0001_700F
    assert only(x86(0, columns=of_611)).attributes == 0x8000_0000_001F_F01F
    assert only(x86(0, columns="attr=0x400000000000000f")).attributes == 0x4000_0000_0000_000F


def test_the_lost_bracket_of_a_long_type() -> None:
    line = x86(0, "type=1879048193").replace("UC] range", "UC range")

    assert only(line) == MemoryDescriptor(0x7000_0001, 0, None, 256, 0xF)


def test_other_architectures_and_old_kernels() -> None:
    arm = "efi:   0x000040000000-0x000043ffffff [Boot Data   |   |  |  |  |WB|  |  |  ]*"
    old = "efi: mem07: type=1, attr=0xf, range=[0x0000000000900000-0x0000000000b00000) (2MB)"

    assert only(arm) == MemoryDescriptor(4, 0x4000_0000, None, 0x4000, 8)
    assert only(old) == MemoryDescriptor(1, 0x90_0000, None, 512, 15)


def test_no_pages_and_pages_beyond_the_address_space() -> None:
    row = "efi: mem00: [Reserved    |" + BLANK + "] range=[0x%s-0x%s] (%s)"

    at_zero = only(row % ("0" * 16, "f" * 16, "0MB"))
    none = only(row % ("0000000080000000", "0" * 16, "invalid"))
    wrapped = only(row % ("0000000100000000", "00000000fffeffff", "invalid"))
    more = only(row % ("0000000000001000", "10000000000000fff", "invalid"))

    assert (at_zero.start, at_zero.pages) == (0, 0)
    assert (none.start, none.pages) == (0x80000000, 0)
    assert (wrapped.start, wrapped.pages) == (1 << 32, (1 << 52) - 16)
    assert (more.start, more.pages) == (0x1000, 1 << 52)


def removed(index: int) -> str:
    return x86(index, "Unaccepted").replace("(1MB)", "(invalid)")


def test_what_linux_leaves_out_of_its_map_is_in_that_of_firmware() -> None:
    [map] = maps(removed(1), removed(3), *(x86(n, first=n) for n in range(3)))

    assert [d.type for d in map.descriptors] == [7, 15, 7, 15, 7]
    assert (map.label, map.lines, map.unread) == ("line 1", (3, 1, 4, 2, 5), ())


def test_what_linux_leaves_out_belongs_to_the_map_below_it() -> None:
    first, second = maps(x86(0), x86(1), removed(2), x86(0))
    [alone, later] = maps(removed(0), *["noise"] * 200, x86(0))

    assert (first.lines, second.lines) == ((1, 2), (4, 3))
    assert (alone.lines, later.lines) == ((1,), (202,))


def test_numbers_that_begin_again_begin_a_map() -> None:
    found = maps(x86(0), x86(1), "efi: EFI runtime memory map:", x86(0), x86(0), x86(1))

    assert [(m.kind, m.label, m.lines) for m in found] == [
        (MapKind.MEMORY_MAP, "line 1", (1, 2)),
        (MapKind.RUNTIME_MAP, "line 4", (4,)),
        (MapKind.MEMORY_MAP, "line 5", (5, 6)),
    ]


def test_two_boots_of_an_architecture_without_numbers() -> None:
    head = "efi: Processing EFI memory map:"
    row = "efi:   0x000040000000-0x000043ffffff [Conventional|   |WB|  |  |  ]"
    table = "efi: memattr:  0x000040000000-0x000043ffffff [Runtime Code|RUN|  |RO|   |  |  |  |  ]"

    found = maps(head, row, row, table, head, row)

    assert [len(m.descriptors) for m in found] == [2, 1, 1]
    assert [m.kind for m in found] == ["memory map", "memory attributes table", "memory map"]


def test_rows_that_are_far_apart_are_of_two_maps_unless_their_numbers_go_on() -> None:
    row = "efi:   0x000040000000-0x000043ffffff [Conventional|   |WB|  |  |  ]"
    far = [""] * 300

    assert len(maps(row, *far, row)) == 2
    assert len(maps(x86(0), *far, x86(2))) == 2
    assert len(maps(x86(0), *far, x86(1))) == 1


def test_a_damaged_row_is_kept_with_its_line() -> None:
    cut = x86(1)[:-30]
    wrong_size = x86(2).replace("(1MB)", "(2MB)")
    unknown = x86(3, "Konventional")
    column = x86(4, columns=BLANK.replace("WT", "W~"))

    [map] = maps(x86(0), cut, wrong_size, unknown, column, x86(5))

    assert map.lines == (1, 6)
    assert [u.line for u in map.unread] == [2, 3, 4, 5]
    assert map.unread[0].text == cut.removeprefix("[    0.000000] efi: ")


def test_a_line_that_is_lost_is_missed() -> None:
    [map] = maps(x86(2), x86(5))

    assert map.unread == (
        Unread(1, "mem00 to mem01 are missing before this line"),
        Unread(2, "mem03 to mem04 are missing before this line"),
    )


def test_prefixes_and_escape_sequences() -> None:
    journal = "Nov 23 20:00:00 guest kernel: " + x86(0).partition("] ")[2]
    coloured = "\x1b[32m" + x86(1).replace("range", "\x1b[1mrange\x1b[0m")

    assert len(maps(journal, coloured)[0].descriptors) == 2


def test_none_is_there() -> None:
    with pytest.raises(MalformedError, match="dmesg-efi: text at 0x0: no line of it is there"):
        maps("efi: EFI v2.7 by EDK II")


@pytest.mark.parametrize("guest", ["linux-6.12-unaccepted", "linux-6.1-unaccepted"])
def test_the_log_and_the_buffer_of_one_boot_agree(guest: str) -> None:
    raw = memmap_raw.decode((RECORDINGS / guest / "map-at-exit.bin").read_bytes())

    log = guest_log.decode((RECORDINGS / guest / "serial.log").read_bytes())

    assert [m.kind for m in log.maps] == [*MapKind]
    assert tuple(log.maps[0].descriptors) == tuple(
        d._replace(virtual_start=None) for d in raw.descriptors
    )


def test_recordings_of_other_kernels() -> None:
    arm64 = guest_log.decode((RECORDINGS / "linux-6.12-arm64/serial.log").read_bytes())
    newest = guest_log.decode((RECORDINGS / "linux-7.2/serial.log").read_bytes())

    assert [len(m.descriptors) for m in arm64.maps] == [93, 36]
    assert arm64.maps[0].descriptors[92] == MemoryDescriptor(11, 0x901_0000, None, 1, 1 << 63 | 1)
    assert [len(m.descriptors) for m in newest.maps] == [118, 91, 23]
    # QEMU's serial line lost a character of each.
    assert [u.line for m in newest.maps for u in m.unread] == [311, 326]


@pytest.mark.parametrize("between", ["", " ", "[    0.000000] ", "[  OK  ] Started something."])
def test_rows_of_which_the_line_end_was_lost(between: str) -> None:
    [map] = maps(x86(0, first=0) + between + x86(1, "Unaccepted", first=2), x86(2, first=4))

    assert [d.type for d in map.descriptors] == [7, 15, 7]
    assert (map.lines, map.unread) == ((1, 1, 2), ())


def test_the_newest_first() -> None:
    rows = [x86(n, first=n) for n in range(3)]

    [one] = maps(*reversed(rows))
    [two, three] = maps(*reversed(rows + rows))

    assert one.descriptors == maps(*rows)[0].descriptors
    assert one.lines == (3, 2, 1)
    assert two.descriptors == three.descriptors == one.descriptors


def test_of_folded_rows_none_is_legible() -> None:
    rows = [part for n in range(3) for part in (x86(n)[:80], x86(n)[80:])]

    log = dmesg_efi.FORMAT.decode("\n".join(rows).encode())

    [found] = log.illegible
    assert log.maps == ()
    assert [u.line for u in found.unread] == [1, 3, 5]
