"""The x86 boot protocol, field by field."""

from __future__ import annotations

import struct

import pytest

from efitool.errors import MalformedError
from efitool.formats import _bzimage, efi_image
from efitool.model.image import Arch, ImageType
from efitool.model.linux import KernelInfo, Payload, SetupHeader, XLoadFlag
from tests import build

# boot.rst, "Details of Header Fields": offset, size and first protocol of every field.
FIELDS = """
setup_sects 1f1 1 200|root_flags 1f2 2 200|syssize 1f4 4 200|ram_size 1f8 2 200|vid_mode 1fa 2 200
root_dev 1fc 2 200|boot_flag 1fe 2 200|jump 200 2 200|version 206 2 200|realmode_swtch 208 4 200
start_sys_seg 20c 2 200|kernel_version 20e 2 200|type_of_loader 210 1 200|loadflags 211 1 200
setup_move_size 212 2 200|code32_start 214 4 200|ramdisk_image 218 4 200|ramdisk_size 21c 4 200
bootsect_kludge 220 4 200|heap_end_ptr 224 2 201|ext_loader_ver 226 1 202|ext_loader_type 227 1 202
cmd_line_ptr 228 4 202|initrd_addr_max 22c 4 203|kernel_alignment 230 4 205
relocatable_kernel 234 1 205|min_alignment 235 1 20a|xloadflags 236 2 20c|cmdline_size 238 4 206
hardware_subarch 23c 4 207|hardware_subarch_data 240 8 207|payload_offset 248 4 208
payload_length 24c 4 208|setup_data 250 8 209|pref_address 258 8 20a|init_size 260 4 20a
handover_offset 264 4 20b|kernel_info_offset 268 4 20f
"""
TABLE = [
    (name, int(offset, 16), int(size), int(since, 16))
    for name, offset, size, since in (f.split() for f in FIELDS.replace("\n", "|").split("|") if f)
]
HEADER = _bzimage.setup_header(build.bzimage())


@pytest.mark.parametrize("protocol", [0x200, *range(0x201, 0x20E), 0x20F])
def test_each_field_stands_where_the_protocol_says_and_not_before(protocol: int) -> None:
    data = bytearray(range(256)) * 4
    struct.pack_into("<H", data, 0x206, protocol)

    header = _bzimage.setup_header(bytes(data))

    for name, offset, size, since in TABLE:
        value = int.from_bytes(data[offset : offset + size], "little")
        assert getattr(header, name) == (value if since <= protocol else None), name


def test_the_table_has_every_field_of_the_model() -> None:
    assert [name for name, *_ in TABLE] == list(SetupHeader._fields)


def test_a_kernel_with_a_stub() -> None:
    data = build.bzimage()

    image = efi_image.decode(data)

    assert (image.type, image.arch) == (ImageType.LINUX_BZIMAGE, Arch.X86_64)
    assert image.layers == ("pe", "bzimage", "zstd")
    linux = image.linux
    assert linux is not None
    assert linux.version == "6.12.0-test"
    assert linux.banner == "6.12.0-test (me@here) #1 SMP"
    assert linux.stub_version == (3, 0)
    assert linux.kernel_info == KernelInfo(0x1010, 16, 16, 0x80000009)
    assert linux.setup_header is not None
    assert linux.setup_header.boot_protocol == "2.15"
    assert linux.setup_header.xloadflags == XLoadFlag(0x7F)
    assert linux.payload is not None
    assert (linux.payload.offset, linux.payload.size) == (0x1100, 68)
    assert (linux.payload.compression, linux.payload.unpacked_size) == ("zstd", 0x1000)


def test_payload_bytes_belong_to_no_segment() -> None:
    image = efi_image.decode(build.bzimage(payload=b"\x1f\x8b\x08" + b"?" * 97, stub=b"S" * 50))

    text = [(s.offset, s.size) for s in image.segments if s.offset >= 0x1000]

    assert text == [(0x1000, 0x100), (0x1164, 50)]
    assert all(b"?" not in image.data[s.offset : s.offset + s.size] for s in image.segments)


def test_a_kernel_without_a_stub_has_nothing_that_firmware_could_run() -> None:
    image = efi_image.decode(build.bzimage(stub=None, xloadflags=0x03))

    assert image.type is ImageType.LINUX_BZIMAGE
    assert (image.pe, image.segments, image.arch) == (None, (), Arch.X86_64)
    assert image.layers == ("bzimage", "zstd")


def test_a_32_bit_kernel_by_its_flags_and_by_its_machine() -> None:
    assert efi_image.decode(build.bzimage(stub=None, xloadflags=0)).arch is Arch.I386
    assert efi_image.decode(build.bzimage(machine=0x14C)).arch is Arch.I386
    assert efi_image.decode(build.bzimage(stub=None, protocol=0x20A, kernel_info=b"")).arch is None


@pytest.mark.parametrize(
    "banner", [b"Memtest86+ v7.20", b"iPXE 1.21.1", b"2.0.0+dfsg-5", b"MEMDISK 6.04"]
)
def test_a_program_that_borrows_the_boot_protocol_is_no_kernel(banner: bytes) -> None:
    bare = efi_image.decode(build.bzimage(banner=banner, stub=None, payload=b""))
    with_pe = efi_image.decode(build.bzimage(banner=banner, payload=b""))

    assert bare.type is ImageType.X86_BOOT_IMAGE
    assert with_pe.type is ImageType.EFI_APPLICATION
    for image in (bare, with_pe):
        assert image.linux is not None
        assert (image.linux.version, image.linux.payload) == (None, None)


def test_payload_fields_of_a_look_alike_are_not_read() -> None:
    """iPXE speaks 2.07 and has code where 2.08 put payload_length: no complaint about its value."""
    data = bytearray(build.bzimage(banner=b"iPXE 1.21", stub=None, protocol=0x207))
    struct.pack_into("<II", data, 0x248, 0x24D1B2C3, 0x8EC031CB)

    assert efi_image.decode(bytes(data)).type is ImageType.X86_BOOT_IMAGE


@pytest.mark.parametrize("banner", [b"", b"mine"])
def test_a_kernel_that_hides_its_version_is_known_by_its_payload(banner: bytes) -> None:
    image = efi_image.decode(build.bzimage(banner=banner))

    assert image.type is ImageType.LINUX_BZIMAGE
    assert image.linux is not None
    assert image.linux.version is None


def test_a_payload_of_no_known_codec_is_said_to_be_so() -> None:
    image = efi_image.decode(build.bzimage(payload=b"????" + bytes(60)))

    assert image.linux is not None
    assert image.linux.payload is not None
    assert image.linux.payload.compression is None
    assert image.layers == ("pe", "bzimage")


@pytest.mark.parametrize(
    ("size", "field"), [(0x1F8, "ram_size"), (0x205, "header"), (0x26B, "kernel_info_offset")]
)
def test_a_header_that_is_cut_off(size: int, field: str) -> None:
    with pytest.raises(MalformedError) as e:
        _bzimage.setup_header(build.bzimage()[:size])
    assert (e.value.format, e.value.field, e.value.offset) == ("bzimage", field, size)


def test_a_version_that_is_cut_off() -> None:
    with pytest.raises(MalformedError, match=r"kernel_version at 0x20e: the version is at 0x700"):
        efi_image.decode(build.bzimage()[:0x700])


def test_a_payload_that_is_cut_off() -> None:
    with pytest.raises(MalformedError, match=r"payload_length at 0x24c.*cut off") as e:
        efi_image.decode(build.bzimage(payload=b"\x28\xb5\x2f\xfd" + bytes(9000))[:4096])
    assert (e.value.field, e.value.offset) == ("payload_length", 0x24C)


def test_a_stub_that_is_cut_off() -> None:
    data = build.bzimage(stub=b"EFI stub: " * 100)
    with pytest.raises(MalformedError, match=r"section \.text at 0x1000.*cut off"):
        efi_image.decode(data[:-1])


def test_kernel_info_without_its_magic() -> None:
    with pytest.raises(MalformedError, match=r"found b'XToP', expected b'LToP'"):
        efi_image.decode(build.bzimage().replace(b"LToP", b"XToP"))


def test_no_setup_sectors_are_four() -> None:
    assert _bzimage.protected_mode(HEADER._replace(setup_sects=0)) == 0xA00
    assert _bzimage.protected_mode(HEADER._replace(setup_sects=1)) == 0x400


def test_a_payload_may_end_with_the_file_and_not_one_byte_behind_it() -> None:
    data = build.bzimage(stub=None)

    assert _bzimage.payload(data, HEADER) == Payload(0x1100, 68, "zstd", 0x1000)
    with pytest.raises(MalformedError, match="the payload ends at 0x1144, the file at 0x1143"):
        _bzimage.payload(data[:-1], HEADER)


@pytest.mark.parametrize(("kernel_version", "size"), [(0x500, 512), (0xDF0, 16), (0xC00, 512)])
def test_a_version_ends_after_512_bytes_and_with_the_setup_sectors(
    kernel_version: int, size: int
) -> None:
    assert (
        _bzimage.banner(b"6" * 0x2000, HEADER._replace(kernel_version=kernel_version)) == "6" * size
    )
