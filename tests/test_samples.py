"""The corpus keeps its promises: every file is accounted for and is what the tables say."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pefile
import pytest

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
FILES = {str(p.relative_to(SAMPLES)) for p in SAMPLES.rglob("*") if p.is_file()}
MACHINES = {"x86_64": 0x8664, "i386": 0x14C, "arm64": 0xAA64}
STDLIB_CODECS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "bzip2": bz2.decompress,
    "xz": lzma.decompress,
    "lzma": lzma.decompress,
}


def table(name: str) -> list[dict[str, str]]:
    head, *rows = (line.split("\t") for line in (SAMPLES / name).read_text().splitlines())
    return [dict(zip(head, row, strict=True)) for row in rows]


IMAGES = table("images.tsv")
KERNELS = table("kernels.tsv")


def payload(data: bytes) -> tuple[int, int]:
    """Where the setup header says the payload stands (boot.rst, offsets 0x1f1, 0x248, 0x24c)."""
    if data[0x202:0x206] != b"HdrS":
        return 0, 0
    offset, length = struct.unpack_from("<II", data, 0x248)
    return (data[0x1F1] + 1) * 512 + offset, length


def outside_payload(data: bytes) -> bytes:
    start, length = payload(data)
    return data[:start] + bytes(length) + data[start + length :]


def test_every_file_has_a_row_of_provenance_and_every_row_a_file() -> None:
    rows = re.findall(r"(?m)^\| `([^`]+)` \|", (SAMPLES / "README.md").read_text())

    assert len(rows) == len(set(rows))
    assert set(rows) == FILES


def test_everything_is_small() -> None:
    sizes = {file: (SAMPLES / file).stat().st_size for file in FILES}

    assert max(s for f, s in sizes.items() if f.startswith(("images/", "kernels/"))) < 8 << 10
    assert max(sizes.values()) < 100 << 10
    assert min(sizes.values()) > 0
    assert sum(sizes.values()) < 1 << 20


def test_bytes_laid_out_by_hand_say_so_in_their_names() -> None:
    assert {f for f in FILES if "synthetic-" in f} == {f for f in FILES if f.startswith("kernels/")}
    assert all(Path(f).name.startswith("synthetic-") for f in FILES if f.startswith("kernels/"))


def test_no_file_knows_where_it_was_made() -> None:
    for file in FILES:
        data = (SAMPLES / file).read_bytes()
        assert not re.search(rb"/(?:tmp|home|work|root)/", data), file


def test_the_tables_are_those_that_the_sources_tell() -> None:
    told = subprocess.run(
        [sys.executable, ROOT / "scripts" / "build_samples.py", "--tables"],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    ).stdout

    assert told == (SAMPLES / "images.tsv").read_text() + (SAMPLES / "kernels.tsv").read_text()


def test_the_tables_name_every_file_that_can_have_a_row() -> None:
    silent = {"images/x86_64-gcc-lookalike.efi", "images/x86_64-clang-console.exe"}
    no_stub = {"kernels/synthetic-x86_64-no-stub.bzimage"}

    assert {k["file"] for k in KERNELS} == {f for f in FILES if f.startswith("kernels/")}
    assert {r["file"] for r in IMAGES} == {
        f for f in FILES if f.startswith(("images/", "kernels/"))
    } - silent - no_stub


@pytest.mark.parametrize("row", IMAGES, ids=lambda r: f"{r['file']}-{r['name']}-{r['call']}")
def test_an_image_holds_the_guid_in_the_encoding_of_its_row(row: dict[str, str]) -> None:
    data = outside_payload((SAMPLES / row["file"]).read_bytes())
    guid = UUID(row["guid"]).bytes_le
    in_pieces = {
        "movabs pair": (8, 8),
        "mov dword": (4, 4, 4, 4),
        "fields": (4, 2, 2, 8),
        "bytes": (4, 2, 2, *[1] * 8),
    }

    if row["encoding"].startswith("movz/movk"):
        words = struct.unpack(f"<{len(data) // 4}I", data)
        moves = {w >> 5 & 0xFFFF for w in words if w >> 23 & 0xFF in (0b10100101, 0b11100101)}
        assert guid not in data
        assert moves >= set(struct.unpack("<8H", guid))
    elif sizes := in_pieces.get(row["encoding"]):
        assert guid not in data
        at = 0
        for size in sizes:
            assert guid[at : at + size] in data
            at += size
    else:
        assert guid in data


def test_the_look_alike_holds_halves_and_no_guid() -> None:
    data = (SAMPLES / "images/x86_64-gcc-lookalike.efi").read_bytes()
    guid = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649").bytes_le

    assert guid not in data
    assert guid[:8] in data
    assert guid[8:] in data
    assert b"Unaccepted" in data


@pytest.mark.parametrize("file", sorted(f for f in FILES if f.startswith(("images/", "kernels/"))))
def test_an_image_is_what_its_name_says(file: str) -> None:
    if "no-stub" in file:
        assert (SAMPLES / file).read_bytes()[:2] != b"MZ"
        return
    data = (SAMPLES / file).read_bytes()
    pe = pefile.PE(data=data, fast_load=True)
    arch = next(a for a in MACHINES if a in file)
    subsystem = next(
        (s for n, s in (("boot-", 11), ("runtime-", 12), ("console", 3)) if n in file), 10
    )

    assert pe.FILE_HEADER.Machine == MACHINES[arch]
    assert pe.FILE_HEADER.TimeDateStamp == 0
    assert pe.OPTIONAL_HEADER.Subsystem == subsystem
    assert pe.get_warnings() == []
    for section in pe.sections:
        assert section.PointerToRawData + section.SizeOfRawData <= len(data)


@pytest.mark.parametrize("row", KERNELS, ids=lambda r: r["file"])
def test_a_payload_says_what_its_row_says(row: dict[str, str]) -> None:
    data = (SAMPLES / row["file"]).read_bytes()
    start, length = payload(data)
    packed = data[start : start + length]
    if row["compression"] == "":
        unpacked = data
    elif codec := STDLIB_CODECS.get(row["compression"]):
        size = int.from_bytes(packed[-4:], "little")
        unpacked = codec(packed if row["compression"] == "gzip" else packed[:-4])
        assert len(unpacked) == size
    else:
        magic = {"lzo": b"\x89LZO", "lz4": b"\x02\x21\x4c\x18", "zstd": b"\x28\xb5\x2f\xfd"}
        assert packed.startswith(magic[row["compression"]])
        return
    at = unpacked.index(b"IKCFG_ST") + 8
    config = gzip.decompress(unpacked[at : unpacked.index(b"IKCFG_ED")]).decode()

    assert b"Linux version 9.9.9-efitool-sample (" in unpacked
    assert ("CONFIG_UNACCEPTED_MEMORY=y" in config) == (row["unaccepted-memory"] == "yes")
    assert (b"nr_unaccepted" in unpacked) == (row["unaccepted-memory"] == "yes")
    assert ("CONFIG_EFI_STUB=y" in config) == (row["initrd-load-file2"] == "yes")


def test_recordings_that_belong_together_agree() -> None:
    guest = SAMPLES / "recordings/linux-6.12-unaccepted"
    descriptors = struct.iter_unpack("<IxxxxQQQQ8x", (guest / "map-at-exit.bin").read_bytes())
    unaccepted = [(start, pages << 12) for kind, start, _, pages, _ in descriptors if kind == 15]
    installed, booted = (
        (guest / f"unaccepted-table-{when}.bin").read_bytes() for when in ("installed", "booted")
    )

    assert unaccepted == [(0x1000_0000, 0x3000_0000)]
    assert struct.unpack_from("<IIQQ", installed) == (1, 2 << 20, 0x1000_0000, 48)
    assert installed[:24] == booted[:24]
    assert (installed[24:], booted[24:]) == (bytes(48), b"\xff" * 48)
    assert b"[Unaccepted  |" in (guest / "serial.log").read_bytes()
    assert "Unaccepted:       790528 kB" in (guest / "meminfo.txt").read_text()
