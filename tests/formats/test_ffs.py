"""Volumes, files and sections, whole and damaged."""

from __future__ import annotations

import struct
import zlib
from uuid import UUID

import pytest

from efitool.formats import _ffs, _ffs_sections
from efitool.formats._ffs import Contents, Module
from efitool.model.firmware import FileType
from tests import firmware_build as fw

CRC32 = UUID("fc1bcdb0-7d31-49aa-936a-a4600d9dd083")
UNKNOWN = UUID("99999999-0000-0000-0000-000000000000")


def read(data: bytes) -> tuple[Contents, list[Module]]:
    modules: list[Module] = []

    def decode(module: Module) -> tuple[str, tuple[()]]:
        modules.append(module)
        return f"layer {len(modules)}", ()

    contents = Contents(data, decode)
    contents.volume(data, 0, len(data))
    return contents, modules


def test_a_volume_and_its_files() -> None:
    data = fw.volume(
        fw.file(*fw.named("First", b"MZ1")),
        fw.file(b"anything", type=fw.RAW),
        fw.file(*fw.named("Third", b"VZ3", fw.TE), type=fw.PEIM, large=True),
        size=1024,
    )
    contents, modules = read(data)
    (volume,) = contents.volumes
    assert (volume.place, volume.size, volume.name) == ("0x0", 1024, None)
    assert [(f.type, f.name, f.layer) for f in volume.files] == [
        (FileType.DRIVER, "First", "layer 1"),
        (FileType.RAW, None, None),
        (FileType.PEIM, "Third", "layer 2"),
    ]
    assert [(m.kind, m.content, m.offset) for m in modules] == [
        ("pe", b"MZ1", 72 + 24 + 4),
        ("te", b"VZ3", data.index(b"VZ3")),
    ]
    assert (contents.unread, contents.wrong_checksums) == ([], [])


def test_a_deleted_file_is_passed_over() -> None:
    dead = fw.file(*fw.named("Dead", b"MZ"), state=0xE8)
    contents, modules = read(fw.volume(dead, fw.file(*fw.named("Live", b"MZ"))))
    assert [m.file.name for m in modules] == ["Live"]
    assert len(contents.volumes[0].files) == 1


def test_flash_may_be_erased_to_zeros() -> None:
    data = fw.volume(fw.file(*fw.named("A", b"MZ"), state=0x07), polarity=0)
    assert [m.file.name for m in read(data)[1]] == ["A"]


@pytest.mark.parametrize(
    ("at", "told"),
    [(44, "the volume's header"), (72 + 3, "the file's header"), (72 + 17, "the file's content")],
)
def test_wrong_checksums_are_told_and_the_rest_is_read(at: int, told: str) -> None:
    data = bytearray(fw.volume(fw.file(*fw.named("A", b"MZ"))))
    data[at] ^= 0x10
    contents, modules = read(bytes(data))
    assert [o.what[: len(told)] for o in contents.wrong_checksums] == [told]
    assert len(modules) == 1


def test_the_content_of_a_file_may_have_a_checksum() -> None:
    body = fw.section(fw.PE32, b"MZ")
    file = bytearray(fw.file(body))
    file[19] = 0x40
    file[16] = (file[16] - 0x40) & 0xFF
    file[17] = -sum(body) & 0xFF
    assert read(fw.volume(bytes(file)))[0].wrong_checksums == []
    file[-1] ^= 1
    (wrong,) = read(fw.volume(bytes(file)))[0].wrong_checksums
    assert wrong.what == "the file's content"


def test_a_file_larger_than_its_volume_ends_it() -> None:
    data = bytearray(fw.volume(fw.file(*fw.named("A", b"MZ")), fw.file(*fw.named("B", b"MZ"))))
    second = data.index(fw.FILE.bytes_le, 80)
    data[second + 20 : second + 23] = b"\xff\xff\x0f"
    contents, modules = read(bytes(data))
    assert [m.file.name for m in modules] == ["A"]
    assert "what follows, too" in contents.unread[0].why


def test_a_volume_that_is_cut_off_is_read_as_far_as_it_is_there() -> None:
    data = fw.volume(fw.file(*fw.named("A", b"MZ")), size=4096)
    contents, modules = read(data[:512])
    assert len(modules) == 1
    assert contents.unread[0].why == "a volume of 0x1000 bytes, of which 0x200 are there"


def test_volumes_inside_volumes_have_a_bound() -> None:
    data = fw.volume(fw.file(*fw.named("A", b"MZ")))
    for _ in range(40):
        data = fw.volume(fw.file(fw.section(fw.VOLUME_IMAGE, data), type=fw.VOLUME))
    contents, modules = read(data)
    assert modules == []
    assert len(contents.volumes) == _ffs_sections.MAX_NESTING + 1
    assert any("inside each other" in u.why for u in contents.unread)


def test_what_is_unpacked_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ffs_sections, "MAX_UNPACKED", 1 << 16)
    bomb = fw.packed(bytes(1 << 17))
    contents, modules = read(fw.volume(fw.file(bomb), fw.file(*fw.named("A", b"MZ"))))
    assert len(modules) == 1
    assert "131072 unpacked bytes" in contents.unread[0].why


def test_files_and_sections_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ffs_sections, "MAX_PARTS", 5)
    contents, modules = read(fw.volume(*(fw.file(*fw.named("A", b"MZ")) for _ in range(9))))
    assert len(modules) == 2
    assert "more than 5 files" in contents.unread[0].why


def test_sections_inside_sections() -> None:
    inner = fw.section(fw.PE32, b"MZ")
    crc = fw.guided(CRC32, inner, extra=struct.pack("<I", zlib.crc32(inner)))
    plain = fw.section(fw.COMPRESSED, struct.pack("<IB", len(inner), 0) + inner)
    ignorable = fw.guided(UNKNOWN, inner, attributes=0)
    contents, modules = read(fw.volume(*(fw.file(s) for s in (crc, plain, ignorable))))
    assert [m.content for m in modules] == [b"MZ"] * 3
    assert (contents.unread, contents.wrong_checksums) == ([], [])


def test_a_wrong_crc_is_told() -> None:
    inner = fw.section(fw.PE32, b"MZ")
    contents, modules = read(fw.volume(fw.file(fw.guided(CRC32, inner, extra=b"\1\2\3\4"))))
    assert len(modules) == 1
    assert contents.wrong_checksums[0].what.startswith("a CRC32 of 0x4030201")


def test_what_nobody_can_open_is_told() -> None:
    contents, _ = read(fw.volume(fw.file(fw.guided(UNKNOWN, b"?"))))
    assert f"a section of {UNKNOWN}" in contents.unread[0].why


def test_a_section_larger_than_its_file_is_told() -> None:
    contents, _ = read(fw.volume(fw.file(b"\xff\x00\x00\x10MZ")))
    assert "a section of 255 bytes, of which 6 are there" in contents.unread[0].why


def test_an_unknown_file_system_is_told() -> None:
    contents, _ = read(fw.volume(system=UNKNOWN))
    assert contents.unread[0].why == f"a volume of {UNKNOWN}, which is not read"
    assert read(fw.volume(system=_ffs.VARIABLES))[0].unread == []


def test_damaged_streams_are_soon_given_up() -> None:
    bad = bytearray(fw.packed(bytes(1 << 16)))
    bad[24 + 5] += 1
    contents, _ = read(fw.volume(*(fw.file(bytes(bad)) for _ in range(12))))
    whys = [u.why for u in contents.unread]
    assert ["0 more are unpacked" in why for why in whys] == [False] * 8 + [True] * 4
