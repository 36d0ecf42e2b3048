"""Terse executables."""

from __future__ import annotations

import pytest

from efitool import Arch, ImageType, MalformedError
from efitool.formats import _te_image
from efitool.model.image import Segment
from tests import firmware_build as fw


def test_headers_and_section() -> None:
    image = _te_image.decode(fw.te(code=b"\x90" * 24))
    assert (image.type, image.arch, image.layers) == (
        ImageType.EFI_BOOT_DRIVER,
        Arch.X86_64,
        ("te",),
    )
    assert image.segments == (Segment(offset=80, rva=0x200, size=24, code=True),)


def test_a_section_that_is_cut_off_is_as_long_as_what_is_left() -> None:
    assert _te_image.decode(fw.te(code=bytes(100))[:110]).segments[0].size == 30


@pytest.mark.parametrize("data", [b"", b"VZ", fw.te()[:60], b"MZ" + fw.te()[2:]])
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        _te_image.decode(data)
