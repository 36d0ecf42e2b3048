"""Archives: the regular files, by whatever path; what cannot be one."""

from __future__ import annotations

import tarfile

import pytest

from efitool.errors import MalformedError
from efitool.formats._tar import File, files, is_tar
from tests.formats.test_sysfs_tar import archive


@pytest.mark.parametrize("format", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
def test_files(format: int) -> None:
    long = f"{'x' * 90}/{'y' * 60}"
    data = archive({"a": b"1\n\0\0", long: b"2"}, format)

    assert is_tar(data)
    assert [(file.path, file.text) for file in files(data)] == [("a", "1"), (long, "2")]


def test_where_a_file_stands() -> None:
    assert list(files(archive({"a": b"12"}))) == [File("a", 512, b"12")]


def test_what_is_cut() -> None:
    assert not is_tar(b"")
    with pytest.raises(
        MalformedError, match="tar: a at 0x200: 2 bytes, of which not all are there"
    ):
        list(files(archive({"a": b"12"})[:513]))
