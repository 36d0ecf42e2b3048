"""Where profiles and their kernels stand, in a UKI and in one within another."""

from __future__ import annotations

from efitool.formats import efi_image
from efitool.model.image import Image
from efitool.rules._profiles import kernel, lacking, place, unified
from tests import build

DATA = build.uki(
    (b".linux", build.bzimage()),
    (b".profile", b"ID=a"),
    (b".profile", b"ID=b"),
    (b".linux", build.arm64_image()),
    (b".uname", b""),
)
IMAGE = efi_image.decode(DATA)


def layers_of_kernels(image: Image) -> list[str | None]:
    uki = unified(image)
    assert uki
    kernels = [kernel(image, uki, profile) for profile in uki.choices]
    return [found.layer if found else None for found in kernels]


def test_a_profile_boots_its_own_kernel_or_the_base_s() -> None:
    assert layers_of_kernels(IMAGE) == ["uki:.linux > bzImage", "uki:@1.linux > Image"]


def test_a_profile_in_an_inner_image_boots_the_inner_kernel() -> None:
    [inner] = efi_image.decode(build.uki((b".linux", DATA))).children

    assert layers_of_kernels(inner) == [
        "uki:.linux > uki:.linux > bzImage",
        "uki:.linux > uki:@1.linux > Image",
    ]


def test_a_kernel_that_could_not_be_read_is_none() -> None:
    assert layers_of_kernels(efi_image.decode(build.uki((b".linux", b"?")))) == [None]


def test_places_are_named_as_layers_are() -> None:
    uki = unified(IMAGE)
    assert uki
    assert [place(IMAGE, p, ".uname") for p in uki.profiles] == [
        "uki:.uname",
        "uki:@0.uname",
        "uki:@1.uname",
    ]


def test_what_is_empty_is_lacking() -> None:
    assert lacking(IMAGE, ".linux") == []
    assert lacking(IMAGE, ".uname") == ["uki:@0.uname", "uki:@1.uname"]


def test_an_addon_lacks_nothing() -> None:
    addon = efi_image.decode(build.uki((b".cmdline", b"debug")))

    assert addon.uki
    assert unified(addon) is None
    assert lacking(addon, ".linux") == []
