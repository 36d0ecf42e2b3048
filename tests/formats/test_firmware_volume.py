"""Whole files of firmware: what is claimed, what stands before the volumes, and what is inside."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import Arch, ImageType, InputError, LimitError, UnknownFormatError, formats
from efitool.formats import _ffs, firmware_volume
from tests import build
from tests import firmware_build as fw

MODULE = build.pe(build.Section(b".text", 0x1000, b"\xc3" * 16), subsystem=11)


def flash() -> bytes:
    inner = fw.volume(fw.file(*fw.named("InnerDxe", MODULE)))
    return fw.volume(
        fw.file(fw.packed(fw.section(fw.VOLUME_IMAGE, inner)), type=fw.VOLUME),
        fw.file(*fw.named("SecMain", fw.te(), fw.TE), type=fw.SECURITY_CORE),
    )


def test_modules_are_images_under_their_names() -> None:
    image = formats.decode_image(flash())
    assert (image.type, image.arch, image.layer) == (ImageType.FIRMWARE, Arch.X86_64, "firmware")
    assert [c.layer for c in image.children] == [
        "firmware:InnerDxe > PE",
        "firmware:SecMain > TE",
    ]
    assert image.children[0].data == MODULE
    assert image.children[0].offset is None
    secure = image.children[1]
    assert secure.offset is not None
    assert flash()[secure.offset :].startswith(b"VZ")
    assert image.unread == ()


def test_two_modules_of_one_name_have_two_layers() -> None:
    twice = fw.volume(*(fw.file(*fw.named("A", MODULE)) for _ in range(2)))
    assert [c.layer for c in formats.decode_image(twice).children] == [
        "firmware:A > PE",
        "firmware:A#2 > PE",
    ]


def test_a_module_without_a_name_has_its_guid() -> None:
    image = formats.decode_image(fw.volume(fw.file(fw.section(fw.PE32, MODULE))))
    assert image.children[0].layer == f"firmware:{fw.FILE} > PE"


@pytest.mark.parametrize(
    "before",
    [bytes(0x8000), b"\xff" * (2 << 20), b"\x14\0\0\x14" + b"\xff" * 4092, b"\x7fELF" * 64],
)
def test_what_stands_before_the_first_volume_is_passed_over(before: bytes) -> None:
    image = formats.decode_image(before + flash() + bytes(4096))
    assert image.firmware is not None
    assert [v.offset for v in image.firmware.volumes] == [len(before), 4]
    assert len(image.children) == 2


def test_volumes_stand_side_by_side() -> None:
    image = formats.decode_image(fw.volume(system=_ffs.VARIABLES, size=256) + flash())
    assert image.firmware is not None
    assert [v.place for v in image.firmware.volumes[:2]] == ["0x0", "0x100"]


@pytest.mark.parametrize("data", [bytes(1 << 16), b"\xff" * 4096, b"\0" * 16 + b"SeaBIOS" * 999])
def test_other_blobs_are_refused(data: bytes) -> None:
    with pytest.raises(UnknownFormatError):
        formats.decode_image(data)


def test_an_absurd_header_at_the_start_is_told() -> None:
    with pytest.raises(InputError, match="no header of a volume"):
        formats.decode_image(bytes(40) + b"_FVH" + bytes(100))


def test_a_module_that_is_none_costs_itself_alone() -> None:
    image = formats.decode_image(
        fw.volume(fw.file(*fw.named("Bad", b"ZZ" * 50)), fw.file(*fw.named("Good", MODULE)))
    )
    assert [c.layer for c in image.children] == ["firmware:Good > PE"]
    assert [u.layer for u in image.unread] == ["firmware:Bad"]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_damage_is_told_or_read(data: st.DataObject) -> None:
    content = bytearray(flash())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    try:
        firmware_volume.decode(bytes(content[:cut]))
    except (InputError, LimitError):
        return


def test_a_name_that_looks_like_a_number_takes_no_other_ones_layer() -> None:
    files = (fw.file(*fw.named(name, MODULE)) for name in ("A#2", "A", "A"))
    layers = [c.layer for c in formats.decode_image(fw.volume(*files)).children]
    assert layers == ["firmware:A#2 > PE", "firmware:A > PE", "firmware:A#3 > PE"]


def test_a_volume_inside_a_volume_as_it_is_counts_once() -> None:
    inner = fw.volume(fw.file(*fw.named("A", MODULE)))
    sections = (fw.section(0x19, b""), fw.section(fw.VOLUME_IMAGE, inner))
    image = formats.decode_image(fw.volume(fw.file(*sections, type=fw.VOLUME)))
    assert image.firmware is not None
    assert [v.offset for v in image.firmware.volumes] == [0, 104]
    assert [c.layer for c in image.children] == ["firmware:A > PE"]
