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

import efitool

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
FILES = {str(p.relative_to(SAMPLES)) for p in SAMPLES.rglob("*") if p.is_file()}
MACHINES = {
    "x86_64": 0x8664,
    "i386": 0x14C,
    "arm64": 0xAA64,
    "arm": 0x1C2,
    "riscv64": 0x5064,
    "loongarch64": 0x6264,
}
IMAGE_FOLDERS = ("images/", "kernels/", "ukis/")
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
CONTAINERS = table("containers.tsv")


def payload(data: bytes) -> tuple[int, int]:
    """Where the headers say that the payload stands, and the size behind it.

    boot.rst, offsets 0x1f1, 0x248, 0x24c; zboot-header.S; vmlinux.lds.S of ARM, .table, and
    there the stream's own magic.
    """
    if data[4:8] == b"zimg":
        offset, length = struct.unpack_from("<II", data, 8)
        return offset, length + (0 if data[0x18:].startswith(b"gzip\0") else 4)
    if data[0x24:0x28] == b"\x18\x28\x6f\x01":
        (end,) = struct.unpack_from("<8xI", data, struct.unpack_from("<I", data, 0x38)[0])
        magics = (b"\x1f\x8b\x08", b"\xfd7zXZ", b"\x02\x21\x4c\x18")
        start = min(at for magic in magics if (at := data.find(magic)) >= 0)
        return start, end + 4 - start
    if data[0x202:0x206] == b"HdrS":
        offset, length = struct.unpack_from("<II", data, 0x248)
        return (data[0x1F1] + 1) * 512 + offset, length
    return 0, 0


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
    assert max(s for f, s in sizes.items() if f.startswith("ukis/")) < 16 << 10
    assert max(sizes.values()) < 100 << 10
    assert min(sizes.values()) > 0
    assert sum(sizes.values()) < 5 << 18


def test_bytes_laid_out_by_hand_say_so_in_their_names() -> None:
    by_hand = {f for f in FILES if f.startswith(("kernels/", "ukis/"))}

    assert {f for f in FILES if "synthetic-" in f} == by_hand
    assert all(Path(f).name.startswith("synthetic-") for f in by_hand)


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

    tables = ("images.tsv", "kernels.tsv", "containers.tsv")
    assert told == "".join((SAMPLES / name).read_text() for name in tables)


def test_the_tables_name_every_file_that_can_have_a_row() -> None:
    silent = {
        "images/x86_64-gcc-lookalike.efi",
        "images/x86_64-clang-console.exe",
        "ukis/synthetic-x86_64.addon.efi",
        "ukis/synthetic-x86_64-addon.stub.efi",
    }
    no_stub = {f for f in FILES if "no-stub" in f or ".vmlinux" in f}

    assert {k["file"] for k in KERNELS} == {f for f in FILES if f.startswith("kernels/")}
    assert {r["file"] for r in CONTAINERS} == {
        f for f in FILES if f.startswith(("kernels/", "ukis/"))
    }
    assert {r["file"] for r in IMAGES} == {
        f for f in FILES if f.startswith(IMAGE_FOLDERS)
    } - silent - no_stub


ENCODED = [r for r in IMAGES if r["file"].startswith(("images/", "kernels/"))]


@pytest.mark.parametrize("row", ENCODED, ids=lambda r: f"{r['file']}-{r['name']}-{r['call']}")
def test_an_image_holds_the_guid_in_the_encoding_of_its_row(row: dict[str, str]) -> None:
    data = (SAMPLES / row["file"]).read_bytes()
    data = outside_payload(gzip.decompress(data) if row["file"].endswith(".gz") else data)
    guid = UUID(row["guid"]).bytes_le
    in_pieces = {
        "movabs pair": (8, 8),
        "mov dword": (4, 4, 4, 4),
        "fields": (4, 2, 2, 8),
        "bytes": (4, 2, 2, *[1] * 8),
        "auipc + ld": (8, 8),
        "ldrd": (8, 8),
    }
    built = ("sequence", "bytes", "movw/movt")

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
        assert (guid in data) is not row["encoding"].endswith(built)


def test_the_look_alike_holds_halves_and_no_guid() -> None:
    data = (SAMPLES / "images/x86_64-gcc-lookalike.efi").read_bytes()
    guid = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649").bytes_le

    assert guid not in data
    assert guid[:8] in data
    assert guid[8:] in data
    assert b"Unaccepted" in data


PE_FILES = sorted(
    f
    for f in FILES
    if f.startswith(IMAGE_FOLDERS)
    and "no-stub" not in f
    and Path(f).suffix in (".efi", ".exe", ".bzimage", ".zimage", ".image")
)


def test_what_is_no_pe_file_is_a_kernel_that_firmware_does_not_start() -> None:
    others = {f for f in FILES if f.startswith(IMAGE_FOLDERS)} - set(PE_FILES)

    assert all(f.startswith("kernels/") for f in others)
    assert not any((SAMPLES / f).read_bytes().startswith(b"MZ") for f in others)


@pytest.mark.parametrize("file", PE_FILES)
def test_an_image_is_what_its_name_says(file: str) -> None:
    data = (SAMPLES / file).read_bytes()
    pe = pefile.PE(data=data, fast_load=True)
    arch = re.split(r"[-.]", Path(file).name.removeprefix("synthetic-"))[0]
    subsystem = next(
        (s for n, s in (("boot-", 11), ("runtime-", 12), ("console", 3)) if n in file), 10
    )

    assert pe.FILE_HEADER.Machine == MACHINES[arch]
    assert pe.FILE_HEADER.TimeDateStamp == 0
    assert pe.OPTIONAL_HEADER.Subsystem == (10 if "zboot-" in file else subsystem)
    assert pe.get_warnings() == []
    for section in pe.sections:
        assert section.PointerToRawData + section.SizeOfRawData <= len(data)


def unpacked(row: dict[str, str]) -> bytes | None:
    """What a kernel's payload unpacks to; None where only another library could tell."""
    data = (SAMPLES / row["file"]).read_bytes()
    start, length = payload(data)
    packed = data[start : start + length] or data
    if row["compression"] == "":
        return data
    if codec := STDLIB_CODECS.get(row["compression"]):
        ends_with_size = length and row["compression"] != "gzip"
        content = codec(packed[:-4] if ends_with_size else packed)
        if length:
            assert len(content) == int.from_bytes(packed[-4:], "little")
        return content
    magic = {"lzo": b"\x89LZO", "lz4": b"\x02\x21\x4c\x18", "zstd": b"\x28\xb5\x2f\xfd"}
    assert packed.startswith(magic[row["compression"]])
    return None


@pytest.mark.parametrize("row", KERNELS, ids=lambda r: r["file"])
def test_a_payload_says_what_its_row_says(row: dict[str, str]) -> None:
    content = unpacked(row)
    if content is None:
        return
    at = content.index(b"IKCFG_ST") + 8
    config = gzip.decompress(content[at : content.index(b"IKCFG_ED")]).decode()

    assert b"Linux version 9.9.9-efitool-sample (" in content
    without_stub = "unknown" if row["type"] == "elf" else "yes"
    for handled in ("CONFIG_UNACCEPTED_MEMORY=y" in config, b"nr_unaccepted" in content):
        assert row["unaccepted-memory"] in ("", without_stub if handled else "no")
    assert ("CONFIG_EFI_STUB=y" in config) == (row["initrd-load-file2"] == "yes")


@pytest.mark.parametrize("row", KERNELS, ids=lambda r: r["file"])
def test_a_kernel_is_found_to_be_what_its_row_says(row: dict[str, str]) -> None:
    image = efitool.read_image(SAMPLES / row["file"], deep=True)
    answers = {c.id: c.answer.value for c in efitool.capabilities(image)}

    assert (image.type, image.arch) == (row["type"], row["arch"])
    assert (row["compression"] or None) in (*image.layers, None)
    asked = ("unaccepted-memory", "acceptance-protocol", "initrd-load-file2", "efi-handover")
    assert {q: answers.get(q, "") for q in asked} == {q: row[q] for q in asked}


def told(file: str, image: efitool.Image) -> dict[str, str]:
    """Return the row of containers.tsv that an image deserves."""
    sections = image.pe.sections if image.pe else ()
    return {
        "file": file,
        "layer": image.layer,
        "type": image.type,
        "arch": image.arch or "",
        "layers": " ".join(image.layers),
        "version": (image.linux and image.linux.version) or "",
        "sections": "*" if image.elf else " ".join(s.name for s in sections),
    }


@pytest.mark.parametrize("file", sorted({r["file"] for r in CONTAINERS}))
def test_all_that_is_inside_is_found(file: str) -> None:
    image = efitool.read_image(SAMPLES / file, deep=True)

    assert [told(file, inner) for inner in image.walk()] == [
        row for row in CONTAINERS if row["file"] == file
    ]
    assert not any(inner.warnings or inner.unread for inner in image.walk())


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
