"""What differs between two maps, in words and as JSON."""

from __future__ import annotations

from efitool.model.artifact import RecordFile
from efitool.model.guest_log import GuestLog
from efitool.model.map_diff import diff
from efitool.model.memmap import MemoryDescriptor, MemoryMap, Unread
from efitool.report import map_diff
from efitool.report.terminal import Palette

PLAIN = Palette(False)
GIB = 1 << 30

BEFORE = MemoryMap(
    "memmap-raw",
    "GetMemoryMap",
    (
        MemoryDescriptor(15, 4 * GIB, 0, 4096 + 512, 0xF),
        MemoryDescriptor(7, 0, 0, 16, 0xF),
        MemoryDescriptor(7, 1 << 20, 0, 16, 0xF),
        MemoryDescriptor(4, 2 << 20, 0, 1, 0xF),
        MemoryDescriptor(0, 3 << 20, 0, 1, 0),
    ),
)
AFTER = MemoryMap(
    "dmesg-efi",
    "line 9",
    (
        MemoryDescriptor(7, 0, None, 8, 0xF),
        MemoryDescriptor(7, 8 << 12, None, 8, 0xF),
        MemoryDescriptor(7, 1 << 20, None, 16, 0x4000F),
        MemoryDescriptor(3, 2 << 20, None, 1, 0x8),
        MemoryDescriptor(7, 4 * GIB, None, 4096, 0xF),
        MemoryDescriptor(15, 4 * GIB + (4096 << 12), None, 512, 0xF),
        MemoryDescriptor(0x7000_0001, 8 * GIB, None, 1, 0xF),
    ),
    unread=(Unread(12, "mem0"),),
)


def a_file(path: str, map: MemoryMap) -> RecordFile:
    return RecordFile(path, 1, map.format, GuestLog(maps=(map,)))


A, B = a_file("a\x07", BEFORE), a_file("b", AFTER)


def test_in_words() -> None:
    assert map_diff.text(A, B, diff(BEFORE, AFTER), PLAIN).splitlines() == [
        "- a\\x07: memory map (memmap-raw, GetMemoryMap), 5 descriptors",
        "+ b: memory map (dmesg-efi, line 9), 7 descriptors, 1 of its lines not read",
        "",
        (
            "   64.0 KiB at 0x100000-0x110000 kept EfiConventionalMemory, "
            "attributes from UC WC WT WB to UC WC WT WB SP"
        ),
        (
            "    4.0 KiB at 0x200000-0x201000 went from EfiBootServicesData to "
            "EfiBootServicesCode, attributes from UC WC WT WB to WB"
        ),
        "    4.0 KiB at 0x300000-0x301000 vanished: EfiReservedMemoryType",
        (
            "   16.0 MiB at 0x100000000-0x101000000 went from EfiUnacceptedMemoryType "
            "to EfiConventionalMemory"
        ),
        "    4.0 KiB at 0x200000000-0x200001000 appeared: 0x70000001",
        "   64.0 KiB at 0x0-0x10000 kept EfiConventionalMemory, split: 1 descriptor became 2",
        "",
        "Bytes moved",
        "    4.0 KiB  (not in the map) → 0x70000001",
        "    4.0 KiB  EfiReservedMemoryType → (not in the map)",
        "    4.0 KiB  EfiBootServicesData → EfiBootServicesCode",
        "   16.0 MiB  EfiUnacceptedMemoryType → EfiConventionalMemory",
        "",
        "Bytes by type",
        "   -4.0 KiB  EfiReservedMemoryType: 4.0 KiB → 0 bytes",
        "   +4.0 KiB  EfiBootServicesCode: 0 bytes → 4.0 KiB",
        "   -4.0 KiB  EfiBootServicesData: 4.0 KiB → 0 bytes",
        "  +16.0 MiB  EfiConventionalMemory: 128.0 KiB → 16.1 MiB",
        "  -16.0 MiB  EfiUnacceptedMemoryType: 18.0 MiB → 2.0 MiB",
        "   +4.0 KiB  0x70000001: 0 bytes → 4.0 KiB",
    ]


def test_no_difference() -> None:
    assert map_diff.text(A, A, diff(BEFORE, BEFORE), PLAIN).splitlines()[2:] == [
        "",
        "No difference.",
    ]
    assert map_diff.json(A, A, diff(BEFORE, BEFORE))["differ"] is False


def test_other_ways_to_cut() -> None:
    def cut(*pages: int) -> MemoryMap:
        starts = [sum(pages[:n]) << 12 for n in range(len(pages))]
        rows = (MemoryDescriptor(15, s, 0, p, 0) for s, p in zip(starts, pages, strict=True))
        return BEFORE._replace(descriptors=tuple(rows))

    def said(before: MemoryMap, after: MemoryMap) -> str:
        return map_diff.text(A, B, diff(before, after), PLAIN).splitlines()[-1]

    assert said(cut(2, 2), cut(4)).endswith("merged: 2 descriptors became 1")
    assert said(cut(2, 2), cut(1, 3)).endswith("cut elsewhere: 2 descriptors became 2")


def test_json() -> None:
    found = map_diff.json(A, B, diff(BEFORE, AFTER))

    assert (found["kind"], found["differ"]) == ("memory-map-diff", True)
    assert found["after"] == {
        "path": "b",
        "format": "dmesg-efi",
        "label": "line 9",
        "kind": "memory map",
        "descriptors": 7,
        "exact": True,
        "unread": 1,
    }
    assert found["changes"][3] == {
        "start": "0x100000000",
        "end": "0x101000000",
        "bytes": 16 << 20,
        "before": [{"type": 15, "type_name": "EfiUnacceptedMemoryType", "attributes": "0xf"}],
        "after": [{"type": 7, "type_name": "EfiConventionalMemory", "attributes": "0xf"}],
    }
    assert found["changes"][2]["after"] == []
    assert found["recuts"] == [
        {
            "start": "0x0",
            "end": "0x10000",
            "bytes": 65536,
            "uses": [{"type": 7, "type_name": "EfiConventionalMemory", "attributes": "0xf"}],
            "descriptors_before": 1,
            "descriptors_after": 2,
        }
    ]
    assert found["moved"][3] == {
        "from": ["EfiUnacceptedMemoryType"],
        "to": ["EfiConventionalMemory"],
        "bytes": 16 << 20,
    }
    assert found["by_type"]["EfiUnacceptedMemoryType"] == {"before": 18 << 20, "after": 2 << 20}


def test_colours() -> None:
    text = map_diff.text(A, B, diff(BEFORE, AFTER), Palette(True))

    assert text.startswith("\x1b[31m- a")
    assert "\x1b[32m+ b" in text
