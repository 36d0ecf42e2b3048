"""Counts wrong checksums of volumes and files."""

from __future__ import annotations

from efitool.formats import decode_image
from efitool.rules.firmware_checksum_wrong import check
from tests import build
from tests import firmware_build as fw

WHOLE = fw.volume(fw.file(b"x", type=fw.RAW))


def test_fails() -> None:
    data = bytearray(WHOLE)
    data[50] ^= 1
    data[72] ^= 1
    ((where, message),) = check(decode_image(bytes(data)))
    assert where == "firmware:0x0"
    assert message == (
        "a checksum is wrong: the volume's header at 0x0, the file's header at"
        " 0x0 > 11111110-2222-3333-4444-555555555555"
    )


def test_silent() -> None:
    assert list(check(decode_image(WHOLE))) == []
    assert list(check(decode_image(build.pe()))) == []
