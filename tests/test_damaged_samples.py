"""Samples made hostile: what cannot be read is said in a line, and the rest is still shown."""

from __future__ import annotations

import gzip
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import efitool
from tests import build

SAMPLES = Path(__file__).parents[1] / "samples"
FILES = sorted(p for folder in ("images", "kernels", "ukis") for p in (SAMPLES / folder).iterdir())
UKI = (SAMPLES / "ukis/synthetic-x86_64.uki.efi").read_bytes()
KERNEL = (SAMPLES / "kernels/synthetic-x86_64-unaccepted-gzip.bzimage").read_bytes()
ZBOOT = (SAMPLES / "kernels/synthetic-arm64-zboot-gzip.efi").read_bytes()
VMLINUX = (SAMPLES / "kernels/synthetic-x86_64.vmlinux").read_bytes()

VIRTUAL_SIZE, POINTER_TO_RAW_DATA = 8, 20
"""Offsets in a row of the section table (PE/COFF, 4)."""


def changed(data: bytes, at: int, form: str, *values: int | bytes) -> bytes:
    """Return the bytes with a structure written over them."""
    copy = bytearray(data)
    struct.pack_into(form, copy, at, *values)
    return bytes(copy)


def row(data: bytes, name: bytes) -> int:
    """Return where the first section of a name has its row in the section table."""
    (pe,) = struct.unpack_from("<I", data, 0x3C)
    (optional,) = struct.unpack_from("<H", data, pe + 20)
    return data.index(name.ljust(8, b"\0"), pe + 24 + optional)


def content(data: bytes, name: bytes) -> int:
    """Return where the content of a section stands."""
    (at,) = struct.unpack_from("<I", data, row(data, name) + POINTER_TO_RAW_DATA)
    return int(at)


def laid_over(data: bytes, name: bytes, other: bytes) -> bytes:
    """Return an image in which a section has the place of another one."""
    place = data[row(data, other) + VIRTUAL_SIZE :][:16]
    return changed(data, row(data, name) + VIRTUAL_SIZE, "16s", place)


def zboot_of(inner: bytes) -> bytes:
    """Return the zboot sample with another payload, behind what it has."""
    packed = gzip.compress(inner, mtime=0)
    return changed(ZBOOT, 8, "<II", len(ZBOOT), len(packed)) + packed


def nested(layers: int) -> bytes:
    image = KERNEL
    for _ in range(layers):
        image = build.uki((b".osrel", b"PRETTY_NAME=sample\n"), (b".linux", image))
    return image


def inspected(path: Path, image: bytes, *options: str) -> tuple[int, str, str]:
    """Return exit status, output and complaints."""
    path.write_bytes(image)
    command = [sys.executable, "-m", "efitool", "inspect", *options, str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def test_ukis_in_ukis_are_shown_as_deep_as_is_allowed(tmp_path: Path) -> None:
    _, shown, complaints = inspected(tmp_path / "image", nested(6))

    assert shown.count("type          unified kernel image") == 5
    assert len(re.findall("more than 4\\s+images inside each\\s+other", shown)) == 1
    assert complaints == ""


def test_a_uki_that_contains_itself_ends(tmp_path: Path) -> None:
    whole = changed(UKI, row(UKI, b".linux") + VIRTUAL_SIZE, "<IIII", *(len(UKI), 0) * 2)

    _, shown, complaints = inspected(tmp_path / "image", whole)

    assert shown.count(".cmdline    console=ttyS0") == 5
    assert complaints == ""


def test_a_thousand_sections_fit_on_a_screen_or_two(tmp_path: Path) -> None:
    trees = [(b".dtbauto", b"%d" % n) for n in range(1000)]

    _, shown, complaints = inspected(tmp_path / "image", build.uki(*trees, (b".linux", KERNEL)))

    assert "and 986 more" in shown
    assert "uki:.linux > bzImage" in shown
    assert len(shown.splitlines()) < 100
    assert complaints == ""


def test_sections_that_overlap_are_a_finding(tmp_path: Path) -> None:
    status, shown, _ = inspected(tmp_path / "image", laid_over(UKI, b".cmdline", b".osrel"))

    assert status == 1
    assert "sections-overlap" in shown
    assert ".uname      9.9.9-efitool-sample" in shown
    assert "uki:.linux > bzImage" in shown


@pytest.mark.parametrize(
    "offset",
    [
        0x10_0000,
        0x7FFF_FFFF,
    ],
)
def test_a_section_outside_the_file_is_a_finding(tmp_path: Path, offset: int) -> None:
    outside = changed(UKI, row(UKI, b".cmdline") + POINTER_TO_RAW_DATA, "<I", offset)

    status, shown, _ = inspected(tmp_path / "image", outside)

    assert status == 1
    assert "unified kernel image" in shown
    assert "section-outside-file" in shown
    assert ".uname      9.9.9-efitool-sample" in shown
    assert "uki:.linux > bzImage" in shown


def test_a_zboot_whose_payload_is_a_zboot_is_looked_into(tmp_path: Path) -> None:
    _, shown, complaints = inspected(tmp_path / "image", zboot_of(ZBOOT), "--deep")

    assert "zboot > gzip > zboot > gzip > Image" in shown
    assert complaints == ""


def test_of_zboots_without_end_the_outer_ones_are_told(tmp_path: Path) -> None:
    image = ZBOOT
    for _ in range(6):
        image = zboot_of(image)

    status, shown, complaints = inspected(tmp_path / "image", image, "--deep")

    assert (status, complaints) == (1, "")
    assert shown.count("Linux EFI zboot image, arm64") == 5
    assert "part-unreadable" in shown
    assert "more than 4 images inside each other" in " ".join(shown.split())


def test_an_elf_of_more_sections_than_can_be_is_shown_without_them(tmp_path: Path) -> None:
    """``e_shnum`` 0 leaves the number to ``sh_size`` of the first (System V gABI, chapter 4)."""
    (table,) = struct.unpack_from("<Q", VMLINUX, 0x28)
    endless = changed(changed(VMLINUX, 0x3C, "<H", 0), table + 0x20, "<Q", 1 << 63)

    status, shown, complaints = inspected(tmp_path / "image", endless, "--deep")

    assert (status, complaints) == (0, "")
    assert "Linux version 9.9.9-efitool-sample" in shown


def test_control_characters_are_escaped_wherever_they_stand(tmp_path: Path) -> None:
    hostile = b"\x1b]0;\x07\r\x9b"
    image = UKI
    for name in (b".osrel", b".uname", b".cmdline", b".sbat", b".sdmagic"):
        image = changed(image, content(image, name), "7s", hostile)
    image = changed(image, row(image, b".splash"), "8s", hostile)

    for options in ((), ("--guids",), ("--deep", "--json")):
        _, shown, complaints = inspected(tmp_path / "image", image, *options)

        assert not re.search(r"[^\n -~\u00a1-\uffff]", shown + complaints)
        assert "9.9.9" in shown


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_sample_that_is_cut_off_raises_only_input_errors(path: Path) -> None:
    data = path.read_bytes()
    for fifth in range(5):
        part = data[: len(data) * fifth // 5]
        try:
            image = efitool.decode_image(part, deep=True)
        except (efitool.InputError, efitool.LimitError):
            continue
        efitool.capabilities(image)
        efitool.lint(image)


DAMAGE = st.lists(st.tuples(st.integers(0, 0x3FF), st.integers(0, 255)), min_size=1, max_size=4)


@given(path=st.sampled_from(FILES), damage=DAMAGE)
@settings(deadline=None)
def test_a_damaged_sample_raises_only_input_errors(
    path: Path, damage: list[tuple[int, int]]
) -> None:
    data = bytearray(path.read_bytes())
    for offset, value in damage:
        data[offset % len(data)] = value
    try:
        image = efitool.decode_image(bytes(data), deep=True)
    except (efitool.InputError, efitool.LimitError):
        return
    efitool.capabilities(image)
    efitool.lint(image)
