"""/sys as people paste it: each tool's form, any order, damaged and repeated folders."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, MalformedError
from efitool.formats import firmware_memmap, guest_log, runtime_map
from efitool.model.e820 import E820Entry
from efitool.model.memmap import MapKind, MemoryDescriptor

LINUX = Path(__file__).parents[2] / "samples/recordings/linux-6.12-unaccepted"
ROWS = [
    re.fullmatch(r"(\d+) (0x\w+) (0x\w+) (.*)", line)
    for line in (LINUX / "firmware-memmap.txt").read_text().splitlines()
]
FILES = sorted(
    (f"/sys/firmware/memmap/{row[1]}/{name}", row[group])
    for row in ROWS
    if row
    for group, name in ((2, "start"), (3, "end"), (4, "type"))
)
"""In the order of a shell: the folder 10 before 2."""

GREP = "".join(f"{path}:{value}\n" for path, value in FILES)
TAIL = "\n".join(f"==> {path} <==\n{value}\n" for path, value in FILES)
DESCRIPTOR = (
    "efi/runtime-map/0/attribute:0x800000000000000f\n"
    "efi/runtime-map/0/num_pages:0x84\n"
    "efi/runtime-map/0/phys_addr:0x3fef4000\n"
    "efi/runtime-map/0/type:0x6\n"
    "efi/runtime-map/0/virt_addr:0xfffffffeffaf4000\n"
)


@pytest.mark.parametrize(
    "text",
    [
        GREP,
        TAIL,
        TAIL.replace("\n", "\r\n"),
        GREP.replace("\n", "  \n"),
        GREP.replace("/sys/firmware/", ""),
        "".join(reversed(GREP.splitlines(keepends=True))),
        GREP.replace(":0x", "\x1b[36m\x1b[K:\x1b[m\x1b[K0x"),
        f"$ grep . /sys/firmware/memmap/*/*\n{GREP}$",
    ],
)
def test_each_tool_says_what_one_line_an_entry_says(text: str) -> None:
    [expected] = firmware_memmap.FORMAT.decode((LINUX / "firmware-memmap.txt").read_bytes()).e820

    [table] = guest_log.decode(text.encode()).e820

    assert len(table.entries) > 10
    assert (table.entries, table.source) == (expected.entries, expected.source)
    assert table.unread == ()


def test_lines_are_those_of_the_first_file_of_a_folder() -> None:
    [table] = firmware_memmap.FORMAT.decode(GREP.encode()).e820

    assert (table.label, table.lines[:4]) == ("line 1", (1, 4, 37, 49))


def test_a_runtime_map() -> None:
    [map] = guest_log.decode(DESCRIPTOR.encode()).maps

    assert (map.kind, map.format) == (MapKind.RUNTIME_MAP, "runtime-map")
    assert tuple(map.descriptors) == (
        MemoryDescriptor(6, 0x3FEF_4000, 0xFFFF_FFFE_FFAF_4000, 0x84, 0x8000_0000_0000_000F),
    )


@pytest.mark.parametrize(
    ("line", "damaged", "said"),
    [
        ("memmap/1/end:0x9ffff", "", "1: start=100000 type=Reserved"),
        ("memmap/1/end:0x9ffff", "memmap/1/end:0x9ff", ""),
        ("memmap/1/end:0x9ffff", "memmap/1/end:0x9fzz", "1: end= start=100000 type=Reserved"),
        ("memmap/1/end:0x9ffff", "memmap/1/end:-5", "1: end= start=100000 type=Reserved"),
        ("memmap/1/type:Reserved", "memmap/1/type:Res", "1: end=9ffff start=100000 type=Res"),
    ],
)
def test_a_damaged_folder_is_kept(line: str, damaged: str, said: str) -> None:
    text = (
        "memmap/0/end:0xfff\nmemmap/0/start:0x0\nmemmap/0/type:System RAM\n"
        "memmap/1/end:0x9ffff\nmemmap/1/start:0x100000\nmemmap/1/type:Reserved\n"
    )

    [table] = firmware_memmap.FORMAT.decode(text.replace(line, damaged).encode()).e820

    assert table.entries[0] == E820Entry(0, 0x1000, 1)
    assert [u.text for u in table.unread] == ([said] if said else [])


def test_a_file_that_comes_again_begins_another() -> None:
    one, other = guest_log.decode((DESCRIPTOR * 2).encode()).maps

    assert (one.lines, other.lines) == ((1,), (6,))


def test_paths_of_others_are_nothing() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        firmware_memmap.FORMAT.decode(b"src/memmap/1/main:0x5\nmemmap/1/end:oops\n")


@settings(deadline=None)
@given(st.integers(0, len(DESCRIPTOR) - 1), st.binary(max_size=9))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    data = DESCRIPTOR.encode()
    for piece in (data[:at] + noise, data[:at] + noise + data[at:]):
        with suppress(InputError):
            maps = runtime_map.FORMAT.decode(piece).maps
            assert sum(len(m.descriptors) for m in maps) <= 1
