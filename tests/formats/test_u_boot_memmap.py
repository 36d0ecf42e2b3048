"""U-Boot's table: ends exclusive, both spellings, what is ambiguous, and a recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from efitool.errors import MalformedError
from efitool.formats import guest_log, u_boot_memmap
from efitool.model.memmap import MemoryDescriptor, MemoryMap, Unread

RECORDING = Path(__file__).parents[2] / "samples/recordings/u-boot/efidebug-2025.01.txt"
HEAD = (
    "=> efidebug memmap",
    "Type             Start            End              Attributes",
    "================ ================ ================ ==========",
)


def maps(*lines: str) -> tuple[MemoryMap, ...]:
    return u_boot_memmap.FORMAT.decode("\r\n".join((*lines, "")).encode()).maps


def row(type: str = "CONVENTIONAL", first: int = 0, words: str = "WB", width: int = 16) -> str:
    start = first << 12
    return f"{type:<{width}} {start:016x}-{start + 0x1000:016x} {words}".rstrip()


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("LOADER CODE", 1),
        ("RUNTIME DATA", 6),
        ("UNUSABLE MEM", 8),
        ("ACPI RECLAIM MEM", 9),
        ("IO", 11),
        ("IO PORT", 12),
        ("PAL", 13),
    ],
)
def test_types_of_the_first_spelling(name: str, type: int) -> None:
    [map] = maps(row(name, 16))

    assert map.descriptors == (MemoryDescriptor(type, 0x1_0000, None, 1, 8),)


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("ReservedMemory", 0),
        ("MemoryMappedIOPortSpace", 12),
        ("UnacceptedMemory", 15),
        ("0x70000001", 0x7000_0001),
    ],
)
def test_types_of_the_second(name: str, type: int) -> None:
    assert maps(row(name, width=23))[0].descriptors[0].type == type


@pytest.mark.parametrize(
    ("words", "attributes"),
    [
        ("", 0),
        ("UC|UC|WC|WT|WB|UCE|WP|RP|NV|REL|RO|SP|RT", 0x8000_0000_0007_B01F),
        ("XP|CRYPT|HOTPL", 0x18_4000),
        ("WB|ISA_VALID|ISA=0x12", 0x4001_2000_0000_0008),
        ("WB|0x200000", 0x20_0008),
    ],
)
def test_attributes(words: str, attributes: int) -> None:
    assert maps(row(words=words))[0].descriptors[0].attributes == attributes


@pytest.mark.parametrize("words", ["WB|ISA=0xg", "WB|0x" + "f" * 17, "0x", "W" * 9999])
def test_attributes_that_are_none(words: str) -> None:
    [map] = maps(row(), row(words=words))

    assert (map.lines, len(map.unread)) == ((1,), 1)


def test_two_maps() -> None:
    first, second = maps(*HEAD, row(), row(first=1), *HEAD, row())

    assert (first.lines, second.lines) == ((4, 5), (9,))


def test_a_type_that_is_not_told_and_damaged_rows_are_kept() -> None:
    unknown, word = row("(unknown)", 1), row(first=2, words="WB|TR")
    cut, odd = row(first=3)[:40], row(first=4).replace("5000 ", "5001 ")
    lost = row(first=5).replace(" 00", " ")

    [map] = maps(*HEAD, row(), unknown, word, cut, odd, lost)

    assert map.lines == (4,)
    rows = (unknown, word, cut, odd, lost)
    assert map.unread == tuple(Unread(5 + n, text) for n, text in enumerate(rows))


def test_none_is_there() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        maps(*HEAD)


def test_a_recording() -> None:
    [map] = guest_log.decode(RECORDING.read_bytes()).maps

    assert (map.format, len(map.descriptors), map.unread) == ("u-boot-memmap", 17, ())
    assert map.descriptors[0] == MemoryDescriptor(7, 0, None, 0xA0, 8)
    assert map.descriptors[6] == MemoryDescriptor(6, 0x7DCB_7000, None, 1, 1 << 63 | 8)
    assert map.descriptors[16].range == (0xE000_0000, 0xF000_0000)
