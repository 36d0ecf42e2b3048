"""Archives of /sys: wherever the folders stand, whatever fills up the files."""

from __future__ import annotations

import io
import tarfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError, MalformedError, UnknownFormatError
from efitool.formats import _tar, sysfs_tar
from efitool.model.e820 import E820Entry
from efitool.model.memmap import MapKind, MemoryDescriptor
from tests.formats.test_boot_params import entry, page

CODE = {
    "type": b"0x5\n",
    "phys_addr": b"0x7f5ed000\n",
    "virt_addr": b"0xfffffffefefed000\n",
    "num_pages": b"0x100\n",
    "attribute": b"0x800000000000000f\n",
}
LOW = {"start": b"0x0\n", "end": b"0x9ffff\n", "type": b"System RAM\n"}
HIGH = {"start": b"0x100000000\n", "end": b"0x17fffffff\n", "type": b"System RAM\n"}


def archive(files: dict[str, bytes], format: int = tarfile.GNU_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=format) as tar:
        for path, content in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def folder(path: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{path}/{name}": content for name, content in files.items()}


@pytest.mark.parametrize("format", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("around", ["", "./", "efi/runtime-map/", f"{'x' * 98}/runtime-map/"])
def test_a_runtime_map(format: int, around: str) -> None:
    numbers = (10, 9, 0)
    data = archive(
        {
            path: content
            for n in numbers
            for path, content in folder(
                f"{around}{n}", {**CODE, "num_pages": f"{n + 1:#x}\n".encode()}
            ).items()
        },
        format,
    )

    assert formats.identify(data) is sysfs_tar.FORMAT
    [map] = sysfs_tar.decode(data).maps
    assert (map.format, map.label, map.kind) == (
        "runtime-map",
        around.rstrip("/"),
        MapKind.RUNTIME_MAP,
    )
    assert [d.pages for d in map.descriptors] == [1, 10, 11]
    assert map.descriptors[0] == MemoryDescriptor(
        5, 0x7F5E_D000, 0xFFFF_FFFE_FEFE_D000, 1, 1 << 63 | 15
    )


def test_a_memmap_whose_files_are_filled_up() -> None:
    files = {**folder("memmap/1", HIGH), **folder("memmap/0", LOW)}

    [table] = sysfs_tar.decode(
        archive({path: content.ljust(4096, b"\0") for path, content in files.items()})
    ).e820

    assert (table.format, table.label) == ("firmware-memmap", "memmap")
    assert table.entries == (
        E820Entry(0, 0xA_0000, 1),
        E820Entry(0x1_0000_0000, 0x1_8000_0000, 1),
    )


def test_boot_params_with_an_extension() -> None:
    full = page(*[entry(n << 20, 1 << 20) for n in range(128)], setup_data=0x7000)
    files = {
        "boot_params/data": full,
        "boot_params/version": b"0x020f\n",
        "boot_params/setup_data/0/type": b"0x1\n",
        "boot_params/setup_data/0/data": entry(1 << 40, 4096),
        "boot_params/setup_data/1/type": b"0x9\n",
        "boot_params/setup_data/1/data": b"random seed",
    }

    [table] = sysfs_tar.decode(archive(files)).e820

    assert len(table.entries) == 129
    assert table.entries[128].start == 1 << 40


def test_two_trees_in_one_archive() -> None:
    data = archive({**folder("a/memmap/0", LOW), **folder("b/memmap/0", HIGH)})

    assert [t.label for t in sysfs_tar.decode(data).e820] == ["a/memmap", "b/memmap"]


def test_an_archive_of_something_else() -> None:
    for files in ({"etc/passwd": b"root\n"}, {"0/type": b"0x1\n"}, folder("x", LOW)):
        with pytest.raises(UnknownFormatError, match="no map found in this archive"):
            sysfs_tar.decode(archive(files))


@pytest.mark.parametrize(
    ("field", "content"),
    [
        ("phys_addr", b"-0x1"),
        ("num_pages", b"0x1_0"),
        ("type", b""),
        ("attribute", b"0x" + b"f" * 17),
    ],
)
def test_a_field_that_is_no_number(field: str, content: bytes) -> None:
    with pytest.raises(MalformedError, match=f"0/{field} at 0x[0-9a-f]+: .* is no number"):
        sysfs_tar.decode(archive(folder("0", {**CODE, field: content})))


def test_a_type_without_a_word() -> None:
    data = archive(folder("memmap/0", {**LOW, "type": b"Unknown E820 type\n"}))

    with pytest.raises(MalformedError, match="'Unknown E820 type' is no type"):
        sysfs_tar.decode(data)


def test_what_is_no_archive() -> None:
    data = archive(folder("memmap/0", LOW))

    with pytest.raises(MalformedError, match="4 bytes, of which not all are there"):
        sysfs_tar.decode(data[:514])
    with pytest.raises(MalformedError, match=r"magic at 0x501: found b'xxxxx'"):
        sysfs_tar.decode(data[:1024] + data[1024:].replace(b"ustar", b"xxxxx", 1))
    with pytest.raises(MalformedError, match=r"size at 0x7c: .* is no octal number"):
        sysfs_tar.decode(data[:124] + b"\x80" + data[125:])


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    data = archive(folder("memmap/0", LOW))
    monkeypatch.setattr(_tar, "CONTENT_LIMIT", 5)
    with pytest.raises(UnknownFormatError):
        sysfs_tar.decode(data)
    monkeypatch.setattr(_tar, "FILE_LIMIT", 2)
    with pytest.raises(LimitError, match="more than 2 files in an archive"):
        sysfs_tar.decode(data)


@settings(deadline=None)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=9))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    data = archive({**folder("runtime-map/0", CODE), **folder("memmap/0", LOW)})

    for piece in (data[:at], data[:at] + noise + data[at + len(noise) :], noise):
        with suppress(InputError):
            sysfs_tar.decode(piece)


def test_tables_of_acpi() -> None:
    cxl = Path(__file__).parents[2] / "samples/recordings/linux-6.12-cxl"
    tables = {f"acpi/tables/{name}": (cxl / name).read_bytes() for name in ("SRAT", "CEDT")}
    log = sysfs_tar.decode(archive(tables))

    assert [t.label for t in log.acpi] == ["SRAT", "CEDT"]
    assert [len(r.ranges) for r in log.ranges] == [4, 1]
    assert [t.label for t in sysfs_tar.decode(formats.load(cxl)).acpi] == ["CEDT", "DSDT", "SRAT"]
