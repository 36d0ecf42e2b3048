"""How evidence is collected."""

from __future__ import annotations

from typing import Any, ClassVar, SupportsIndex
from uuid import UUID

import pytest

from efitool.capabilities._base import CHUNK, blind_spot, evidence_of, find_text, has_stub, search
from efitool.formats import efi_image
from efitool.model.capability import Evidence
from efitool.model.image import ElfHeader, Image, ImageType, Section, SectionFlag, Segment
from efitool.model.reference import Grade
from tests import build
from tests.subjects import reference

TEXT = build.Section(b".text", 0x1000, b"code")
ALL = (Segment(0, 0, 2 * CHUNK, code=False),)
GUID = UUID("607f766c-7455-42be-930b-e4d76db2720f")
NAMELESS = UUID("01234567-89ab-cdef-0123-456789abcdef")


def test_text_is_looked_for_in_segments_only() -> None:
    data = build.bzimage(payload=b"\x28\xb5\x2f\xfdsecret" + bytes(20), stub=b"EFI stub: public")
    image = efi_image.decode(data)

    assert find_text(image, "secret") is None
    assert find_text(image, "public") == Evidence('"public"', "bzImage", data.index(b"public"))


def test_text_is_found_across_the_chunks_that_are_searched() -> None:
    for at in range(CHUNK - 8, CHUNK + 8):
        text = Image(ImageType.PE, None, "PE", (), b"." * at + b"needle" + bytes(9), segments=ALL)
        assert find_text(text, "needle") == Evidence('"needle"', "PE", at)


@pytest.mark.parametrize("content", [b"ab\0x ab\0cd ab\0cd", b"ab\0cd"])
def test_all_bytes_of_what_is_looked_for_are_compared(content: bytes) -> None:
    image = Image(ImageType.PE, None, "PE", (), content, segments=ALL)

    assert list(search(image, {"it": b"ab\0cd"})) == [
        Evidence("it", "PE", content.index(b"ab\0cd"))
    ]
    assert not list(search(image, {"it": b"ab\0ce"}))


def test_nothing_is_read_once_all_is_found() -> None:
    class Log(bytes):
        read: ClassVar[list[int]] = []

        def __getitem__(self, at: SupportsIndex | slice) -> Any:
            assert isinstance(at, slice)
            self.read.append(at.start)
            return super().__getitem__(at)

    content = Log(b"needle" + bytes(2 * CHUNK))
    image = Image(ImageType.PE, None, "PE", (), content, segments=ALL)

    assert list(search(image, {"it": b"needle"})) == [Evidence("it", "PE", 0)]

    assert set(content.read) == {0}


def test_in_an_elf_file_only_data_is_looked_at() -> None:
    def section(name: str, offset: int, flags: SectionFlag) -> Section:
        return Section(name, offset, 6, offset, 6, flags)

    read = SectionFlag.READ
    sections = (
        section(".text", 0, read | SectionFlag.EXECUTE),
        section(".comment", 6, SectionFlag(0)),
        section(".rodata", 12, read),
    )
    elf = ElfHeader(64, True, 2, 62, 0, 0, sections)
    image = Image(ImageType.ELF, None, "vmlinux", (), b"needle" * 3, elf=elf, segments=ALL)

    assert find_text(image, "needle") == Evidence('"needle"', "vmlinux", 12)


def test_references_are_said_with_their_calls_once_each_and_called_ones_first() -> None:
    called = reference(GUID, "LocateHandle", "HandleProtocol", "LocateHandle")

    said = evidence_of((reference(GUID), called))

    assert [e.what for e in said] == [
        "LocateHandle, HandleProtocol(EFI_TCG2_PROTOCOL_GUID)",
        "EFI_TCG2_PROTOCOL_GUID as immediate",
    ]


def test_a_reference_is_said_with_its_grade_and_by_its_guid_if_that_has_no_name() -> None:
    [said] = evidence_of((reference(NAMELESS, grade=Grade.WEAK),))

    assert said.what == "01234567-89ab-cdef-0123-456789abcdef as immediate (weak)"


def test_a_stub_needs_headers_and_messages() -> None:
    assert has_stub(efi_image.decode(build.bzimage()))
    assert not has_stub(efi_image.decode(build.bzimage(stub=b"nothing")))
    assert not has_stub(efi_image.decode(build.bzimage(stub=None)))


@pytest.mark.parametrize(
    ("sections", "missed"),
    [
        ([TEXT], None),
        ([TEXT, build.Section(b"mods", 0x2000, b"mimg", build.DATA)], "the code of its modules"),
        ([build.Section(b".data", 0x1000, b"data", build.DATA)], "none of its code is in the file"),
        ([build.Section(b".text", 0x1000, b"")], "none of its code is in the file"),
    ],
)
def test_a_blind_spot(sections: list[build.Section], missed: str | None) -> None:
    seen = blind_spot(efi_image.decode(build.pe(*sections)))

    assert (seen or "").startswith(missed or "")
    assert (seen is None) is (missed is None)


def test_sections_that_were_not_read_are_a_blind_spot() -> None:
    data = bytearray(build.pe(TEXT))
    data[0x46] = 2
    assert blind_spot(efi_image.decode(bytes(data))) == "not all of its sections were read"
