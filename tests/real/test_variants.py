"""Kernels in other forms are the kernels they were made from."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

import efitool
from efitool import Image, ImageType
from efitool.model.linux import Linux
from tests.payloads import compress
from tests.real import kernels, peers, variants
from tests.real.availability import obtaining
from tests.real.kernels import Kernel, Spec
from tests.real.variants import COMPRESSORS, UNPACKED, ZBOOTS, Zboot

pytestmark = pytest.mark.real


def linux(image: Image) -> Linux:
    assert image.linux is not None
    return image.linux


@pytest.fixture(scope="module", params=ZBOOTS, ids=str)
def zboot(request: pytest.FixtureRequest, asked: bool) -> tuple[Zboot, Kernel, bytes]:
    """A kernel packed as zboot, and the kernel that was packed."""
    made: Zboot = request.param
    with obtaining():
        return made, kernels.obtain(made.kernel), made.make()


@pytest.fixture(scope="module", params=UNPACKED, ids=str)
def vmlinux(
    request: pytest.FixtureRequest, asked: bool, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Kernel, Path]:
    """A kernel, and its vmlinux."""
    spec: Spec = request.param
    with obtaining():
        return kernels.obtain(spec), variants.vmlinux(spec, tmp_path_factory.getbasetemp())


def test_a_zboot_image_is_named_by_its_headers(zboot: tuple[Zboot, Kernel, bytes]) -> None:
    made, kernel, data = zboot
    image = efitool.decode_image(data)
    assert (image.type, image.arch) == (ImageType.LINUX_ZBOOT, kernel.arch)
    assert image.children == ()
    payload = linux(image).payload
    assert payload is not None
    assert payload.compression == made.codec


def test_the_image_inside_is_the_one_that_was_packed(zboot: tuple[Zboot, Kernel, bytes]) -> None:
    made, kernel, data = zboot
    image = efitool.decode_image(data, deep=True)
    bare = efitool.read_image(kernel.path, deep=True)
    (inside,) = image.children
    assert inside.data[:] == bare.data[:]
    assert (inside.type, inside.arch) == (bare.type, bare.arch)
    assert linux(image).version == linux(inside).version == kernel.release
    assert linux(inside).symbols == linux(bare).symbols
    assert inside.layer == f"zboot > {made.codec} > Image"


def test_a_zboot_image_answers_by_its_kernel(zboot: tuple[Zboot, Kernel, bytes]) -> None:
    _, kernel, data = zboot
    (inside,) = efitool.decode_image(data, deep=True).children
    bare = {
        c.id: c.answer for c in efitool.capabilities(efitool.read_image(kernel.path, deep=True))
    }
    assert {c.id: c.answer for c in efitool.capabilities(inside)} == bare


def test_a_vmlinux_is_the_kernel_of_the_bzimage(vmlinux: tuple[Kernel, Path]) -> None:
    kernel, path = vmlinux
    image = efitool.read_image(path, deep=True)
    (inside,) = efitool.read_image(kernel.path, deep=True).children
    assert (image.type, image.arch) == (ImageType.ELF, inside.arch)
    assert image.data[:] == inside.data[:]
    assert linux(image).version == kernel.release
    assert linux(image).banner == linux(inside).banner
    with obtaining():
        assert linux(image).build_id == peers.build_id(path)


def test_sections_of_a_vmlinux_are_those_that_pyelftools_tells(
    vmlinux: tuple[Kernel, Path],
) -> None:
    _, path = vmlinux
    elf = efitool.read_image(path).elf
    assert elf is not None
    with path.open("rb") as file:
        peer = ELFFile(file)
        assert elf.entry_point == peer["e_entry"]
        told = [
            (s.name, s["sh_offset"], s["sh_type"] != "SHT_NOBITS" and s["sh_size"])
            for s in peer.iter_sections()
        ]
    assert [(s.name, s.offset, s.size) for s in elf.sections] == told


@pytest.mark.parametrize("method", COMPRESSORS)
def test_a_compressed_vmlinux_is_what_is_compressed(
    asked: bool, tmp_path: Path, method: str
) -> None:
    spec = UNPACKED[0]
    with obtaining():
        release = kernels.obtain(spec).release
        data = variants.vmlinux(spec, tmp_path).read_bytes()
    image = efitool.decode_image(compress(COMPRESSORS[method], data), deep=True)
    layers = list(image.walk())
    assert data in [layer.data[:] for layer in layers]
    assert release in {layer.linux.version for layer in layers if layer.linux}


@pytest.mark.parametrize("arch", ["arm64", "riscv64"])
def test_an_image_gz_is_an_image(asked: bool, arch: str) -> None:
    spec = next(made.kernel for made in ZBOOTS if made.kernel.arch == arch)
    with obtaining():
        kernel = kernels.obtain(spec)
    bare = efitool.read_image(kernel.path)
    image = efitool.decode_image(gzip.compress(kernel.path.read_bytes(), 1), deep=True)
    layers = {layer.type: layer for layer in image.walk()}
    assert linux(layers[bare.type]).version == kernel.release
    assert layers[bare.type].data[:] == bare.data[:]
