"""The header of a LoongArch kernel, whose magic number others have too."""

from __future__ import annotations

import pytest

from efitool.errors import MalformedError
from efitool.formats import _loongarch_image, efi_image
from efitool.model.boot_headers import LoongArchHeader
from efitool.model.image import Arch, ImageType
from tests import build

BANNER = b"\0Linux version 6.12.1-loong64 (me@here) (gcc 14) #1 SMP\n\0"


@pytest.mark.parametrize(("stub", "layers"), [(True, ("pe", "image")), (False, ("image",))])
def test_a_kernel_with_and_without_a_stub(stub: bool, layers: tuple[str, ...]) -> None:
    image = efi_image.decode(build.loongarch_image(body=BANNER, stub=stub))

    assert (image.type, image.arch) == (ImageType.LINUX_LOONGARCH64, Arch.LOONGARCH64)
    assert (image.layer, image.layers) == ("Image", layers)
    assert image.linux is not None
    assert image.linux.version == "6.12.1-loong64"


def test_the_header() -> None:
    assert _loongarch_image.header(build.loongarch_image()) == LoongArchHeader(
        0x12E9000, 0x1A00000, 0x200000, 0, 0
    )
    assert _loongarch_image.header(build.loongarch_image(stub=False))[3:] == (0xC, 1)


def test_the_magic_of_all_linux_is_of_loongarch_by_machine_alone() -> None:
    assert _loongarch_image.sniff(build.loongarch_image())
    assert not _loongarch_image.sniff(build.loongarch_image(machine=0x8664))
    assert not _loongarch_image.sniff(build.zboot(b"payload", machine=0x6264))
    assert not _loongarch_image.sniff(build.loongarch_image()[:0x40])
    other = efi_image.decode(build.loongarch_image(machine=0x8664))
    assert other.type is ImageType.EFI_APPLICATION


def test_a_kernel_that_is_cut_off() -> None:
    with pytest.raises(MalformedError, match=r"loongarch-image: section \.text.*cut off"):
        efi_image.decode(build.loongarch_image(body=bytes(100))[:-1])
