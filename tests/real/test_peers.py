"""Headers and sections of every PE file: against what other tools say of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import efitool
from efitool import Answer, Arch, Image
from efitool.model.image import PeHeader
from tests.real import everything, peers
from tests.real.availability import obtaining
from tests.real.everything import EVERYTHING, Wanted, has_pe_headers
from tests.real.peers import RefusedError, Section

pytestmark = pytest.mark.real

DIRECTORIES = {
    "CertificateTable": "security",
    "BaseRelocationTable": "basereloc",
    "Debug": "debug",
}
"""Data directories, as llvm-readobj and as efitool call them: EFI images have no other."""
KNOWN_TO_OBJDUMP = {Arch.X86_64, Arch.I386, Arch.ARM64}
KNOWN_TO_SBVERIFY = {Arch.X86_64, Arch.I386, Arch.ARM64}
FILE_TYPES = {
    Arch.X86_64: "x86-64",
    Arch.I386: "Intel 80386",
    Arch.ARM64: "Aarch64",
    Arch.ARM: "ARM Thumb",
    Arch.RISCV64: "RISC-V 64-bit",
}
"""What `file` calls machines; it has no name for LoongArch."""


@pytest.fixture(scope="module", params=[w for w in EVERYTHING if has_pe_headers(w)], ids=str)
def path(request: pytest.FixtureRequest, asked: bool) -> Path:
    """Every PE file."""
    wanted: Wanted = request.param
    with obtaining():
        return everything.obtain(wanted)


@pytest.fixture(scope="module")
def image(path: Path) -> Image:
    return efitool.read_image(path)


@pytest.fixture(scope="module")
def pe(image: Image) -> PeHeader:
    assert image.pe is not None
    return image.pe


@pytest.fixture(scope="module")
def told(path: Path, pe: PeHeader) -> peers.PeFile:
    try:
        with obtaining():
            return peers.readobj(path)
    except RefusedError as e:
        debug = pe.directory("debug")
        if debug and debug.rva < pe.size_of_headers:
            pytest.skip(f"a debug directory among the headers: {e}")
        raise


def test_headers_as_llvm_tells_them(pe: PeHeader, told: peers.PeFile) -> None:
    assert (pe.machine, pe.subsystem) == (told.machine, told.subsystem)
    assert pe.dll_characteristics == told.dll_characteristics
    assert (pe.entry_point, pe.size_of_image) == (told.entry_point, told.size_of_image)
    assert pe.image_version == told.image_version
    assert (pe.symbols.number if pe.symbols else 0) == told.symbols


def test_directories_as_llvm_tells_them(pe: PeHeader, told: peers.PeFile) -> None:
    found = {d.name: (d.rva, d.size) for d in pe.directories if d.size}
    assert found == {DIRECTORIES[name]: place for name, place in told.directories.items()}


def test_sections_as_llvm_tells_them(pe: PeHeader, told: peers.PeFile) -> None:
    assert tuple(Section(s.name, s.size, s.rva, s.offset) for s in pe.sections) == told.sections
    assert tuple(s.virtual_size for s in pe.sections) == told.virtual_sizes


def test_sections_as_objdump_tells_them(path: Path, image: Image, pe: PeHeader) -> None:
    if image.arch not in KNOWN_TO_OBJDUMP:
        pytest.skip(f"objdump reads no PE files of {image.arch}")
    with obtaining():
        told = peers.objdump(path)
    found = [(s.name, s.rva + pe.image_base, s.offset) for s in pe.sections]
    assert found == [(s.name, s.address, s.offset) for s in told]
    # binutils leaves the padding out.
    assert all(s.size <= f.size or not f.size for s, f in zip(told, pe.sections, strict=True))


def test_what_file_says(path: Path, image: Image, pe: PeHeader) -> None:
    with obtaining():
        said = peers.file_type(path)
    if said.startswith("Linux kernel"):
        linux = image.linux
        assert linux
        assert linux.setup_header or linux.arm64_header or linux.zimage_header
        if linux.setup_header and linux.version:
            assert f" bzImage, version {linux.version} " in said
    else:
        assert said.startswith("PE32+" if pe.magic == 0x20B else "PE32 ")
        assert FILE_TYPES.get(image.arch or Arch.LOONGARCH64, "") in said
        assert len(pe.sections) == 1 or f" {len(pe.sections)} sections" in said


def test_sbat_as_ukify_tells_it(path: Path, image: Image, pe: PeHeader) -> None:
    lines: list[str] = []
    if any(s.name == ".sbat" for s in pe.sections):
        with obtaining():
            text = peers.ukify_inspect(path)[".sbat"]["text"]
        lines = [line for line in text.split("\n") if line.strip("\0")]
    assert [e.component for e in image.sbat] == [line.split(",")[0] for line in lines]


def test_signers_are_among_those_that_sbverify_tells(path: Path, image: Image) -> None:
    if image.arch not in KNOWN_TO_SBVERIFY:
        pytest.skip(f"sbverify reads no PE files of {image.arch}")
    (answer,) = (c for c in efitool.capabilities(image) if c.id == "secure-boot-signed")
    with obtaining():
        names = peers.signers(path)
    assert (answer.answer is Answer.YES) == bool(names)
    if names:
        assert any(name in answer.why for name in names)
