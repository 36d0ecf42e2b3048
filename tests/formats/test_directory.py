"""A directory in place of a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from efitool import formats
from efitool.errors import UnknownFormatError
from efitool.formats import _directory, sysfs_tar
from tests.formats.test_sysfs_tar import CODE, LOW


def lay_out(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_a_directory_is_read_as_the_archive_of_it(tmp_path: Path) -> None:
    for n in (0, 1, 10):
        lay_out(tmp_path / f"runtime-map/{n}", {**CODE, "num_pages": f"{n:#x}\n".encode()})

    name, log = formats.decode_record(formats.load(tmp_path / "runtime-map"))

    assert name == "sysfs-tar"
    [map] = sysfs_tar.decode(formats.load(tmp_path)).maps
    assert log == sysfs_tar.decode(_directory.packed(tmp_path / "runtime-map"))
    assert [d.pages for d in map.descriptors] == [0, 1, 10]
    assert map.label == f"{tmp_path.name}/runtime-map"


def test_all_of_firmware_and_no_file_that_is_not_asked_for(tmp_path: Path) -> None:
    lay_out(tmp_path / "efi/runtime-map/0", CODE)
    lay_out(tmp_path / "memmap/0", {**LOW, "reset": b"do not read"})

    data = _directory.packed(tmp_path)

    assert b"do not read" not in data
    log = sysfs_tar.decode(data)
    assert (len(log.maps), len(log.e820)) == (1, 1)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    lay_out(tmp_path / "memmap/0", {"type": b"System RAM\n", "end": b"0x9ffff\n"})
    os.mkfifo(tmp_path / "memmap/0/start")

    with pytest.raises(UnknownFormatError, match="no map found in this archive"):
        sysfs_tar.decode(formats.load(tmp_path))


def test_a_directory_of_something_else(tmp_path: Path) -> None:
    lay_out(tmp_path / "a/b/c/d/e", CODE)

    with pytest.raises(IsADirectoryError, match="Is a directory"):
        formats.load(tmp_path)
