"""What kernels have in common that are not packed."""

from __future__ import annotations

import pytest

from efitool.formats import _plain_image
from efitool.model.image import Arch, Data, Image, ImageType
from efitool.model.linux import Linux
from tests.vmlinux_build import kallsyms

BANNER = b"Linux version 6.12.1-arm (me@here) (gcc 14) #1 SMP\n\0"
NAMES = [f"sys_{n:04}" for n in range(300)]


def headers_only(data: Data, linux: Linux | None = None) -> Image:
    return Image(ImageType.LINUX_ARM, Arch.ARM, "Image", ("image",), data, linux=linux)


def test_what_the_headers_said_is_kept() -> None:
    known = Linux(stub_version=(9, 9), notes=())

    image = _plain_image.completed("image", headers_only(b"no kernel", known), deep=False)

    assert image == headers_only(b"no kernel", Linux())
    assert headers_only(BANNER) != _plain_image.completed("image", headers_only(BANNER), deep=False)


@pytest.mark.parametrize("big_endian", [False, True])
def test_deep_finds_symbols_and_configuration(big_endian: bool) -> None:
    data = BANNER + bytes(-len(BANNER) % 8) + kallsyms(NAMES, order=">" if big_endian else "<")

    shallow = _plain_image.completed("image", headers_only(data), deep=False).linux
    deep = _plain_image.completed(
        "image", headers_only(data), big_endian=big_endian, deep=True
    ).linux

    assert shallow is not None
    assert (shallow.version, shallow.symbols) == ("6.12.1-arm", None)
    assert deep is not None
    assert deep.version == "6.12.1-arm"
    assert deep.symbols is not None
    assert list(deep.symbols) == NAMES
