"""Tar archives as streams: what headers say, and what they may not.

What `tarfile` of the standard library writes and reads is what is expected.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator

import pytest

from efitool.errors import LimitError, MalformedError
from efitool.formats._archive_members import Budget, Member, PassedOver
from efitool.formats._archive_tar import members

LONG = "d/" * 120 + "serial.log"


def read(data: bytes, step: int = 700) -> list[Member | PassedOver]:
    return list(members(pieces(data, step), Budget()))


def pieces(data: bytes, step: int = 700) -> Iterator[bytes]:
    return (data[at : at + step] for at in range(0, len(data), step))


def packed(format: int, *names: str) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=format) as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(name.encode())
            archive.addfile(info, io.BytesIO(name.encode()))
    return stream.getvalue()


def header(type: bytes, size: int) -> bytes:
    info = tarfile.TarInfo("x")
    info.type, info.size = type, size
    return info.tobuf(tarfile.GNU_FORMAT)


def pax(*lines: bytes) -> bytes:
    body = b"".join(lines)
    return header(b"x", len(body)) + body.ljust(-(-len(body) // 512) * 512, b"\0")


LAST = packed(tarfile.USTAR_FORMAT, "a.log")


@pytest.mark.parametrize("format", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names(format: int) -> None:
    names = ("short", LONG, "Größe", "last")

    assert read(packed(format, *names)) == [Member(n, n.encode()) for n in names]


def test_a_name_in_two_fields() -> None:
    name = "a" * 90 + "/" + "b" * 90

    assert read(packed(tarfile.USTAR_FORMAT, name)) == [Member(name, name.encode())]


def test_gnu_times_are_no_part_of_a_name() -> None:
    block = bytearray(header(b"0", 0))
    block[345:356] = b"14540000000"
    block[148:156] = b"        "
    block[148:156] = b"%06o\0 " % sum(block)

    assert read(bytes(block)) == [Member("x", b"")]


def test_the_size_that_an_attribute_states_counts() -> None:
    plain = LAST[:512] + b"12345678".ljust(512, b"\0")

    assert read(pax(b"10 size=8\n") + plain) == [Member("a.log", b"12345678")]


@pytest.mark.parametrize(
    "line",
    [
        b"11 size=-5\n",
        b"12 size=abc\n",
        b"38 size=" + b"9" * 29 + b"\n",
        b"0 a=b\n",
        b"9 a=b\n",
        b"99999999999999999999999999 a=b\n",
        b"no number\n",
    ],
)
def test_attributes_that_make_no_sense(line: bytes) -> None:
    with pytest.raises(MalformedError, match=r"tar: (size|attribute) at 0x200"):
        read(pax(line) + LAST)


def test_a_size_larger_than_everything_is_not_waited_for() -> None:
    with pytest.raises(LimitError, match="x: 99999999999 bytes: archives may unpack to 8 GiB"):
        read(header(b"0", 99999999999) + LAST)


@pytest.mark.parametrize("type", [b"L", b"K", b"x", b"g"])
def test_a_name_of_gigabytes_is_not_read(type: bytes) -> None:
    read_pieces = 0

    def zeros() -> Iterator[bytes]:
        nonlocal read_pieces
        yield header(type, 3 << 30)
        while True:
            read_pieces += 1
            yield bytes(1 << 20)

    with pytest.raises(LimitError, match="3221225472 bytes of names"):
        list(members(zeros(), Budget()))
    assert read_pieces == 0


def test_names_without_end() -> None:
    names = (header(b"L", 5) + b"abcd\0".ljust(512, b"\0")) * 3000

    assert read(names + LAST) == [Member("abcd", b"a.log")]


def test_what_is_stored_without_its_holes_is_told() -> None:
    old = bytearray(header(b"S", 512))
    old[482] = 1
    old[148:156] = b"        "
    old[148:156] = b"%06o\0 " % sum(old)
    data = bytes(old) + bytes(512) + b"d" * 512 + pax(b"22 GNU.sparse.major=1\n") + LAST
    why = "it is stored without its holes"

    assert read(data) == [PassedOver("x", why), PassedOver("a.log", why)]


def test_links_have_no_content() -> None:
    assert read(header(b"1", 5000) + header(b"5", 5000) + LAST) == [Member("a.log", b"a.log")]


def test_a_damaged_header() -> None:
    found = members(pieces(LAST[:1024] + b"\xff" + LAST[1:1024]), Budget())

    assert next(found) == Member("a.log", b"a.log")
    with pytest.raises(MalformedError, match="header at 0x400: its checksum is wrong"):
        next(found)


def test_one_that_is_cut() -> None:
    found = members(pieces(LAST[: 512 + 3]), Budget())

    assert next(found) == Member("a.log", b"a.l")
    with pytest.raises(MalformedError, match="it is cut short"):
        next(found)
