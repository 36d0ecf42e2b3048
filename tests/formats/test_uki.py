"""What a unified kernel image holds, and that no bytes in it can do harm."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, LimitError
from efitool.formats import efi_image
from efitool.formats._inside import MAX_DEPTH, MAX_IMAGES
from efitool.formats._uki import MAX_STUB, MAX_TEXT
from efitool.model.image import Image, ImageType
from efitool.model.uki import Profile, UkiSection
from tests import build
from tests.build import Section

KERNEL = build.bzimage()
OSREL = b'NAME="Debian"\n'
STUB = b"#### LoaderInfo: systemd-stub 257.2-1 ####"
ADDON = b"#### LoaderInfo: systemd-addon 257.2-1 ####"
BOOT = b"#### LoaderInfo: systemd-boot 257.2-1 ####"


def decoded(*parts: tuple[bytes, bytes], deep: bool = False) -> Image:
    return efi_image.decode(build.uki(*parts), deep=deep)


def profiles(image: Image) -> tuple[Profile, ...]:
    assert image.uki
    return image.uki.profiles


@pytest.mark.parametrize(
    ("parts", "type", "layer"),
    [
        ([(b".linux", KERNEL), (b".osrel", OSREL)], ImageType.UKI, "uki"),
        ([(b".linux", KERNEL)], ImageType.UKI, "uki"),
        ([(b".cmdline", b"quiet"), (b".sdmagic", ADDON)], ImageType.UKI_ADDON, "addon"),
        ([(b".initrd", STUB), (b".uname", b"6")], ImageType.UKI_ADDON, "addon"),
        ([(b".sdmagic", STUB), (b".initrd", b"cpio")], ImageType.UKI, "uki"),
        ([(b".sdmagic", STUB), (b".osrel", OSREL)], ImageType.UKI, "uki"),
        ([(b".sdmagic", BOOT), (b".osrel", OSREL)], ImageType.EFI_APPLICATION, "PE"),
        ([(b".dtb", b"dtb")], ImageType.UKI_ADDON, "addon"),
        ([(b".ucode", b"cpio")], ImageType.UKI_ADDON, "addon"),
        ([(b".initrd", b"cpio")], ImageType.UKI_ADDON, "addon"),
        ([(b".sbat", b"sbat,1\n"), (b".sdmagic", STUB)], ImageType.SYSTEMD_STUB, "systemd-stub"),
        ([(b".sdmagic", ADDON)], ImageType.SYSTEMD_STUB, "systemd-stub"),
        ([(b".profile", b"ID=a"), (b".sdmagic", ADDON)], ImageType.SYSTEMD_STUB, "systemd-stub"),
        ([(b".sbat", b"sbat,1\n"), (b".sdmagic", BOOT)], ImageType.EFI_APPLICATION, "PE"),
        ([(b".osrel", OSREL)], ImageType.EFI_APPLICATION, "PE"),
    ],
)
def test_the_sections_tell_what_it_is(
    parts: list[tuple[bytes, bytes]], type: ImageType, layer: str
) -> None:
    image = decoded(*parts)

    assert (image.type, image.layer) == (type, layer)
    assert image.layers == ("pe", layer) if layer != "PE" else ("pe",)
    assert (image.uki is not None) is (layer != "PE")


def test_the_mark_of_a_stub_may_stand_behind_all_sections() -> None:
    bare = build.uki()

    assert efi_image.decode(bare + STUB).type is ImageType.SYSTEMD_STUB
    too_large = bare.ljust(MAX_STUB, b"\0") + STUB
    assert efi_image.decode(too_large).type is ImageType.EFI_APPLICATION


def test_content_ends_before_the_padding() -> None:
    image = decoded((b".osrel", OSREL), (b".linux", KERNEL), (b".initrd", b"070701"))

    assert profiles(image) == (
        Profile(
            None,
            None,
            None,
            (
                UkiSection(".osrel", 0x2000, len(OSREL), 'NAME="Debian"\n'),
                UkiSection(".linux", 0x3000, len(KERNEL), None),
                UkiSection(".initrd", 0x3000 + ((len(KERNEL) + 0xFFF) & ~0xFFF), 6, None),
            ),
        ),
    )


def test_content_ends_with_what_is_in_the_file() -> None:
    data = build.uki((b".linux", KERNEL), (b".osrel", OSREL), (b".cmdline", b"quiet"))
    start = data.index(OSREL)

    [_, osrel, cmdline] = profiles(efi_image.decode(data[: start + 4]))[0].sections

    assert (osrel.size, osrel.text) == (4, "NAME")
    assert (cmdline.size, cmdline.text) == (0, "")


def test_content_is_no_larger_than_the_bytes_in_the_file() -> None:
    section = Section(b".cmdline", 0x2000, b"quiet".ljust(0x200, b"\0"), virtual_size=0x5000)
    data = build.pe(Section(b".text", 0x1000, bytes(0x200)), section)

    [cmdline] = profiles(efi_image.decode(data))[0].sections

    assert (cmdline.size, cmdline.text) == (0x200, "quiet")


@pytest.mark.parametrize(
    "name", [b".osrel", b".cmdline", b".uname", b".sbat", b".pcrsig", b".pcrpkey"]
)
def test_text_is_text(name: bytes) -> None:
    [_, section] = profiles(decoded((b".linux", KERNEL), (name, b"f\xc3\xbcr\xff\n\0\0")))[
        0
    ].sections

    assert section.text == "für\\xff\n"


@pytest.mark.parametrize(
    "name", [b".initrd", b".ucode", b".splash", b".dtb", b".dtbauto", b".hwids", b".efifw"]
)
def test_what_is_no_text_is_none(name: bytes) -> None:
    [_, section] = profiles(decoded((b".linux", KERNEL), (name, b"text")))[0].sections

    assert (section.name, section.text) == (name.decode(), None)


def test_sections_that_are_not_of_the_specification_are_the_stubs() -> None:
    [base] = profiles(decoded((b".linux", KERNEL), (b".rodata", b"text")))

    assert [s.name for s in base.sections] == [".linux"]


def test_a_text_that_is_too_long_is_none() -> None:
    longest = decoded((b".linux", KERNEL), (b".cmdline", bytes([65]) * MAX_TEXT))
    too_long = decoded((b".linux", KERNEL), (b".cmdline", bytes([65]) * (MAX_TEXT + 1)))

    assert profiles(longest)[0].sections[1].text == "A" * MAX_TEXT
    assert profiles(too_long)[0].sections[1][2:] == (MAX_TEXT + 1, None)


def test_each_profile_section_begins_a_profile() -> None:
    image = decoded(
        (b".linux", KERNEL),
        (b".cmdline", b"quiet"),
        (b".profile", b'ID=main\rTITLE="Main boot"\n'),
        (b".profile", b"TITLE='Factory reset'\r\n ID = reset \n# ID=no\n\0"),
        (b".cmdline", b"reset"),
        (b".profile", b"nonsense"),
    )

    assert [(p.number, p.id, p.title) for p in profiles(image)] == [
        (None, None, None),
        (0, "main", "Main boot"),
        (1, "reset", "Factory reset"),
        (2, None, None),
    ]
    assert [[s.name for s in p.sections] for p in profiles(image)] == [
        [".linux", ".cmdline"],
        [".profile"],
        [".profile", ".cmdline"],
        [".profile"],
    ]


def test_quotes_that_do_not_match_are_part_of_a_value() -> None:
    image = decoded((b".linux", KERNEL), (b".profile", b'ID="\nTITLE=\'a"'))

    assert profiles(image)[1][1:3] == ('"', "'a\"")


def test_the_kernel_is_an_image_of_its_own() -> None:
    image = decoded((b".osrel", OSREL), (b".linux", KERNEL))

    [kernel] = image.children
    assert kernel.layer == "uki:.linux > bzImage"
    assert kernel.layers == ("pe", "uki", "pe", "bzimage", "zstd")
    assert (kernel.data, kernel.type) == (KERNEL, ImageType.LINUX_BZIMAGE)
    assert kernel.linux
    assert kernel.linux.version == "6.12.0-test"
    assert (image.linux, image.unread) == (None, ())


def test_a_profile_may_have_a_kernel_of_its_own() -> None:
    image = decoded(
        (b".linux", KERNEL),
        (b".profile", b"ID=a"),
        (b".profile", b"ID=b"),
        (b".linux", build.arm64_image()),
    )

    assert [c.layer for c in image.children] == ["uki:.linux > bzImage", "uki:@1.linux > Image"]


def test_of_several_kernels_in_a_profile_the_first_is_looked_into() -> None:
    image = decoded((b".linux", KERNEL), (b".linux", build.arm64_image()))

    assert [c.layer for c in image.children] == ["uki:.linux > bzImage"]


def test_what_is_no_kernel_is_unread() -> None:
    image = decoded((b".linux", b"\x1f\x8b\x08"), (b".cmdline", b"quiet"))

    assert image.children == ()
    [unread] = image.unread
    assert unread == ("uki:.linux", "efi-image: signature at 0x0: neither PE nor a kernel")
    assert profiles(image)[0].sections[1].text == "quiet"


def test_an_empty_kernel_is_not_looked_into() -> None:
    image = decoded((b".linux", b""), (b".cmdline", b"quiet"))

    assert (image.type, image.children, image.unread) == (ImageType.UKI, (), ())


def test_a_payload_that_cannot_be_unpacked_leaves_the_kernel() -> None:
    image = decoded((b".linux", build.bzimage(payload=b"\xfd7zXZ\0" + bytes(64))), deep=True)

    [kernel] = image.children
    assert kernel.linux
    assert kernel.linux.version == "6.12.0-test"
    assert [u.layer for u in image.unread] == ["uki:.linux"]


def test_the_contents_are_no_part_of_the_stub() -> None:
    parts = [(b".linux", KERNEL), (b".initrd", b"cpio"), (b".sbat", b"sbat,1\n")]
    image = decoded((b".rodata", b"data"), *parts)

    assert [(s.offset, s.rva, s.size) for s in image.segments] == [
        (0x1000, 0x1000, 0x200),
        (0x2000, 0x2000, 4),
    ]


def test_a_kernel_section_that_covers_the_file_ends() -> None:
    data = bytearray(build.uki((b".linux", KERNEL)))
    at = data.index(b".linux\0\0")
    struct.pack_into("<IIII", data, at + 8, len(data), 0x2000, len(data), 0)

    image = efi_image.decode(bytes(data))

    layers = [layer.layer for layer in image.walk()]
    assert len(layers) == MAX_DEPTH + 1
    assert layers[-1] == "uki:.linux > " * MAX_DEPTH + "uki"
    *_, innermost = image.walk()
    assert "images inside each other" in innermost.unread[0].why


def test_kernels_of_a_hundred_profiles_are_bounded() -> None:
    profile = [(b".profile", b"ID=a"), (b".linux", build.arm64_image())]
    image = decoded((b".linux", KERNEL), *profile * 100)

    assert len(profiles(image)) == 101
    assert len(image.children) == MAX_IMAGES
    assert len(image.unread) == 101 - MAX_IMAGES


def test_a_thousand_sections_are_all_told() -> None:
    image = decoded((b".linux", KERNEL), *[(b".dtbauto", b"%d" % n) for n in range(1000)])

    [base] = profiles(image)
    assert len(base.sections) == 1001


def test_sections_that_lie_over_each_other_are_bounded() -> None:
    data = bytearray(build.uki((b".linux", KERNEL), *[(b".initrd", b"x")] * 20))
    at = data.index(b".initrd\0")
    for n in range(20):
        struct.pack_into("<IIII", data, at + 40 * n + 8, len(data), 0x2000, len(data), 0)

    with pytest.raises(LimitError, match="bytes are mapped"):
        efi_image.decode(bytes(data))


SEED = build.uki(
    (b".linux", KERNEL),
    (b".cmdline", b"quiet"),
    (b".profile", b'ID="a"'),
    (b".linux", build.arm64_image()),
)


@pytest.mark.parametrize("deep", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_noise_can_only_raise_what_the_caller_expects(deep: bool, data: st.DataObject) -> None:
    image = bytearray(SEED)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, 0x300))
        image[at : at + 4] = data.draw(st.binary(min_size=4, max_size=4))
    cut = data.draw(st.sampled_from([len(image), 0x300, 0x1080, 0x2100, 0x4200]))
    with suppress(InputError, LimitError):
        efi_image.decode(bytes(image[:cut]), deep=deep)
