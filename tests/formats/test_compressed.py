"""Files that the real compressors made, with images inside and with something else."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError, MalformedError, UnknownFormatError
from efitool.formats import _codecs, _packed, compressed
from efitool.model.guest_log import GuestLog
from efitool.model.image import Arch, Image, ImageType
from tests import build, payloads
from tests.vmlinux_build import Part, elf, kallsyms

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"
BANNER = b"\0Linux version 6.12.1-test (me@here) (gcc 14) #1 SMP\n\0"
NAMES = [f"sys_{n:04}" for n in range(300)]
CODECS = sorted(payloads.COMMANDS)


def packed(codec: str, data: bytes) -> bytes:
    return payloads.compress(payloads.COMMANDS[codec], data)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("deep", [False, True])
def test_a_kernel_is_unpacked_whether_or_not_one_asks(codec: str, deep: bool) -> None:
    symbols = BANNER + bytes(-len(BANNER) % 8) + kallsyms(NAMES)
    kernel = build.arm64_image(body=symbols)

    image = formats.decode_image(packed(codec, kernel), deep=deep)

    assert (image.type, image.arch) == (ImageType.LINUX_ARM64, Arch.ARM64)
    assert (image.layer, image.layers) == (f"{codec} > Image", (codec, "pe", "image"))
    assert image.data[:] == kernel
    assert image.linux is not None
    assert image.linux.version == "6.12.1-test"
    assert (image.linux.symbols is not None) == deep


@pytest.mark.parametrize("codec", CODECS)
def test_the_size_that_the_build_of_linux_appends_does_no_harm(codec: str) -> None:
    image = formats.decode_image(payloads.payload(codec, build.riscv_image(body=BANNER)))

    assert image.type is ImageType.LINUX_RISCV64


def test_a_vmlinux_is_unpacked_too() -> None:
    image = formats.decode_image(packed("xz", elf(Part(".rodata", BANNER, 0x1000))))

    assert (image.type, image.layer) == (ImageType.ELF, "xz > vmlinux")
    assert image.layers == ("xz", "elf")


def test_layers_of_what_is_inside_what_is_inside() -> None:
    kernel = build.arm64_image(body=BANNER)
    zboot = build.zboot(payloads.payload("gzip", kernel))

    image = formats.decode_image(packed("zstd", zboot), deep=True)

    assert [layer.layer for layer in image.walk()] == [
        "zstd > zboot",
        "zstd > zboot > gzip > Image",
    ]
    assert image.children[0].layers == ("zstd", "pe", "zboot", "gzip", "pe", "image")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\3\4", "holds no image, map or log; it begins with 50 4b 03 04"),
        (b"", "holds no image, map or log; it is empty"),
        (packed("gzip", b"kernel"), "holds another stream (gzip)"),
    ],
)
def test_what_else_is_inside_is_said(content: bytes, problem: str) -> None:
    with pytest.raises(MalformedError) as caught:
        formats.decode_image(packed("gzip", content))
    assert str(caught.value) == f"gzip: content at 0x0: {problem}"


def test_a_file_of_no_codec_is_not_claimed_and_not_decoded() -> None:
    with pytest.raises(UnknownFormatError):
        formats.identify(b"PK\3\4")
    with pytest.raises(MalformedError, match="compressed: magic at 0x0: found 50 4b 03 04"):
        formats.decode_image(b"PK\3\4", format="compressed")


def test_each_file_has_one_claim() -> None:
    for codec in CODECS:
        assert formats.identify(packed(codec, b"")).name == "compressed"
    assert formats.identify(elf()).name == "elf"
    assert formats.identify(build.zboot(b"")).name == "efi-image"


def test_a_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_packed, "LIMIT", 1 << 20)

    with pytest.raises(LimitError, match="gzip: unpacks to more than 1048576 bytes"):
        formats.decode_image(packed("gzip", bytes((1 << 20) + 1)))


@pytest.mark.parametrize("codec", CODECS)
@settings(deadline=None)
@given(noise=st.binary(max_size=200))
def test_noise_behind_a_magic_raises_only_input_errors(codec: str, noise: bytes) -> None:
    data = _codecs.MAGICS[codec] + noise
    image: Image | None = None
    with contextlib.suppress(InputError, LimitError):
        image = compressed.decode(data)
    assert image is None


@pytest.mark.parametrize("codec", CODECS)
def test_a_rotated_log_is_unpacked_for_its_maps(codec: str) -> None:
    line = b"BIOS-e820: [mem 0x0000000000001000-0x0000000000001fff] usable\n"
    data = packed(codec, line * 3)

    assert [t.lines for t in log_of(data).e820] == [(1,), (2,), (3,)]
    assert formats.decode_record(data)[0] == "guest-log"
    assert formats.decode_record(data, format="dmesg-e820")[0] == "dmesg-e820"
    with pytest.raises(UnknownFormatError, match="it is no image"):
        formats.decode_image(data)


def log_of(data: bytes) -> GuestLog:
    artifact = formats.decode(data)
    assert isinstance(artifact, GuestLog)
    return artifact


def test_a_packed_buffer_is_what_is_in_it() -> None:
    buffer = RECORDINGS / "linux-6.12-unaccepted/map-at-exit.bin"

    name, map = formats.decode_record(packed("zstd", buffer.read_bytes()))

    assert (name, map) == formats.decode_record(buffer.read_bytes())


def test_what_is_packed_twice_or_an_image_is_no_record() -> None:
    with pytest.raises(MalformedError, match=r"gzip: .* holds another stream \(xz\)"):
        formats.decode_record(packed("gzip", packed("xz", b"x")))
    with pytest.raises(UnknownFormatError, match="it is an image, no memory map"):
        formats.decode_record(packed("gzip", build.arm64_image(body=BANNER)))


def test_a_file_of_the_lz4_program_is_unpacked() -> None:
    data = payloads.compress("lz4 -9 - -", build.arm64_image(body=BANNER))

    image = formats.decode_image(data)

    assert data[:4].hex(" ") == "04 22 4d 18"
    assert (image.type, image.layer) == (ImageType.LINUX_ARM64, "lz4 > Image")
    with pytest.raises(MalformedError, match=r"gzip: .* holds another stream \(lz4\)"):
        formats.decode_image(packed("gzip", data))


@settings(deadline=None)
@given(noise=st.binary(max_size=200))
def test_noise_in_a_frame_of_lz4_raises_only_input_errors(noise: bytes) -> None:
    with pytest.raises((InputError, LimitError)):
        compressed.decode(compressed.LZ4_FRAME + noise)
