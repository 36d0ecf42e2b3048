"""What counts as text, and forms that are asked for by name."""

from __future__ import annotations

import random

import pytest

from efitool import formats
from efitool.errors import LimitError, MalformedError
from efitool.formats import _text, dmesg_e820, dmesg_efi
from efitool.formats._text import is_text, plain


@pytest.mark.parametrize(
    "data",
    [
        b"text\r\n",
        b"\x1b[2J\x1b[01;01H",
        "Größe\n".encode(),
        "a\tb".encode("utf-16"),
        b"a\x00b\x00",
        b"x" * 100 + b"\x00\x01" + b"x" * 100,
    ],
)
def test_text(data: bytes) -> None:
    assert is_text(data)


@pytest.mark.parametrize(
    "data", [b"", bytes(8), bytes(range(256)), random.Random(1).randbytes(4096)]
)
def test_no_text(data: bytes) -> None:
    assert not is_text(data)


LOG = b"[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable\n" * 400


@pytest.mark.parametrize("noise", [20, 1200, 5000])
def test_noise_before_text(noise: int) -> None:
    assert is_text(random.Random(2).randbytes(noise) + LOG)


@pytest.mark.parametrize(
    "data",
    [
        random.Random(3).randbytes(20_000) + LOG[:20_000],
        random.Random(3).randbytes(5000) + LOG + bytes(4096) + LOG,
        random.Random(3).randbytes(5000) + b"x" * 30_000,
    ],
)
def test_text_somewhere_in_other_things_is_no_text(data: bytes) -> None:
    assert not is_text(data)


def test_utf16_becomes_utf8() -> None:
    assert plain("Größe\r\n".encode("utf-16")) == "Größe\r\n".encode()
    assert plain(b"a\0b\0") == b"ab"
    assert plain(b"ab") == b"ab"


def test_utf16_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_text, "UTF16_LIMIT", 4)

    assert plain(b"a\0b\0") == b"ab"
    with pytest.raises(LimitError, match="6 bytes of UTF-16"):
        plain(b"a\0b\0c\0")


def test_a_form_of_text_claims_nothing_and_is_read_by_its_name() -> None:
    data = b"BIOS-e820: [mem 0x0-0xfff] usable\nLinux version 6.1\n"
    e820 = formats.decode(data, format="dmesg-e820")

    assert not dmesg_e820.FORMAT.sniff(data)
    assert e820 == dmesg_e820.FORMAT.decode(data)
    assert formats.decode(data) != e820
    with pytest.raises(MalformedError, match="dmesg-efi: text at 0x0: no line of it is there"):
        dmesg_efi.FORMAT.decode(data)
