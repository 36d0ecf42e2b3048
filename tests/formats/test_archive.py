"""Archives: what is in them, and what they may cost."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator

import pytest
from zstandard import compress

from efitool.errors import LimitError, MalformedError
from efitool.formats import _archive, _archive_members
from efitool.formats._archive import sniff
from efitool.formats._archive_members import Budget, Member, PassedOver

TEXT = b"Linux version 6.1 #1\n" * 2000


def members(kind: str, data: bytes) -> Iterator[Member | PassedOver]:
    return _archive.members(kind, data, Budget())


def tar(*entries: tuple[str, bytes], kind: bytes = tarfile.REGTYPE) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in entries:
            info = tarfile.TarInfo(name)
            info.size, info.type, info.linkname = len(content), kind, "/etc/shadow"
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def zipped(*entries: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("kind", "pack"),
    [
        ("tar", bytes),
        ("tar.gzip", gzip.compress),
        ("tar.xz", lzma.compress),
        ("tar.bzip2", bz2.compress),
        ("tar.zstd", compress),
    ],
)
def test_packed_in_every_way(kind: str, pack: Callable[[bytes], bytes]) -> None:
    data = pack(tar(("sos/dmesg", TEXT), ("/etc/../x", b"12345678")))

    assert sniff(data) == kind
    assert list(members(kind, data)) == [
        Member("sos/dmesg", TEXT),
        Member("/etc/../x", b"12345678"),
    ]


def test_zip() -> None:
    data = zipped(("a/serial.log", TEXT), ("folder/", b""))

    assert sniff(data) == "zip"
    assert list(members("zip", data)) == [Member("a/serial.log", TEXT)]


@pytest.mark.parametrize("data", [TEXT, gzip.compress(TEXT), b"", b"\x1f\x8b", bytes(600)])
def test_what_is_no_archive(data: bytes) -> None:
    assert sniff(data) is None


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_passed_over(kind: bytes) -> None:
    assert list(members("tar", tar(("link", b""), kind=kind))) == []


def test_a_cut_archive_gives_what_is_there() -> None:
    whole = tar(("first", TEXT), ("second", TEXT))
    found = members("tar.gzip", gzip.compress(whole, 0)[:60_000])

    first, second = next(found), next(found)
    with pytest.raises(MalformedError, match="cut short"):
        next(found)
    assert first == Member("first", TEXT)
    assert isinstance(second, Member)
    assert TEXT.startswith(second.data)
    assert len(second.data) > 10_000


def test_a_cut_zip() -> None:
    data = zipped(("a", TEXT))

    with pytest.raises(MalformedError, match="the directory at its end is not there"):
        list(members("zip", data[: len(data) // 2]))


def test_large_members_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_archive_members, "MEMBER", 1000)

    for kind, data in (("tar", tar(("a", TEXT))), ("zip", zipped(("a", TEXT)))):
        assert list(members(kind, data)) == [PassedOver("a", f"{len(TEXT)} bytes in an archive")]


def test_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_archive_members, "MEMBERS", 2)
    three = [(name, b"") for name in "abc"]

    for kind, data in (("tar", tar(*three)), ("zip", zipped(*three))):
        with pytest.raises(LimitError, match="more than 2 members"):
            list(members(kind, data))


def test_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_archive_members, "UNPACKED", 1 << 20)
    zeros = ("zeros", bytes(4 << 20))

    for kind, data in (("tar.gzip", gzip.compress(tar(zeros))), ("zip", zipped(zeros))):
        with pytest.raises(LimitError):
            list(members(kind, data))


def test_one_budget_for_many_archives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_archive_members, "READ", len(TEXT) * 3 // 2)
    budget = Budget()

    for kind, data in (("tar", tar(("a", TEXT))), ("zip", zipped(("a", TEXT)))):
        fresh = list(members(kind, data))
        assert fresh == [Member("a", TEXT)]
    assert list(_archive.members("tar", tar(("a", TEXT)), budget)) == fresh
    for kind, data in (("tar", tar(("b", TEXT))), ("zip", zipped(("b", TEXT)))):
        with pytest.raises(LimitError, match="in archives: unpack them"):
            list(_archive.members(kind, data, budget))


def test_zip_passes_over_what_is_encrypted_or_packed_otherwise() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", TEXT)
    encrypted = bytearray(zipped(("b", TEXT)))
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        encrypted[encrypted.index(signature) + flags] |= 1

    assert list(members("zip", stream.getvalue())) == [PassedOver("a", "it is packed by method 14")]
    assert list(members("zip", bytes(encrypted))) == [PassedOver("b", "it is encrypted")]


def test_a_damaged_member_of_a_zip_ends_it() -> None:
    data = zipped(("a", TEXT), ("b", TEXT))
    at = data.index(b"b", data.index(b"PK\3\4", 4)) + 10
    found = members("zip", data[:at] + b"\xff" * 8 + data[at + 8 :])

    assert next(found) == Member("a", TEXT)
    with pytest.raises(MalformedError, match="zip: b at"):
        next(found)
