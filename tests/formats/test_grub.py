"""What grub-mkimage builds in: objects behind a header, in the width of the target."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.formats._elf_schemas import schemas
from efitool.formats._grub import MAX_OBJECTS, NARROW, WIDE, details

WIDTHS = pytest.mark.parametrize("bits", [32, 64])
ELF, MEMDISK, CONFIG, PREFIX = range(4)


def module(name: bytes | None, bits: int) -> bytes:
    """Build an ELF file of three sections: none, the names of all, and ``.modname``."""
    layout = schemas(bits, "<")
    header, row = layout.file_header, layout.section_header
    names = b"\0.shstrtab\0.modname\0"
    start = header.sizeof()
    zero = dict.fromkeys((f.name for f in row.subcons), 0)
    rows = [
        zero,
        zero | {"sh_name": 1, "sh_offset": start, "sh_size": len(names)},
        zero | {"sh_name": 11, "sh_offset": start + len(names), "sh_size": len(name or b"")},
    ]
    fields = dict.fromkeys((f.name for f in header.subcons), 0) | {
        "e_ident": b"\x7fELF" + bytes([bits // 32, 1, 1]) + bytes(9),
        "e_shoff": start + len(names) + len(name or b""),
        "e_shentsize": row.sizeof(),
        "e_shnum": len(rows) if name is not None else 2,
        "e_shstrndx": 1,
    }
    return b"".join((header.build(fields), names, name or b"", *map(row.build, rows)))


def modules(*objects: tuple[int, bytes], bits: int) -> bytes:
    """Build what the section ``mods`` holds."""
    body = b"".join(struct.pack("<II", kind, 8 + len(c)) + c for kind, c in objects)
    if bits == 32:
        return struct.pack("<4sII", b"mimg", 12, 12 + len(body)) + body
    return struct.pack("<4sIQQ", b"mimg", 0, 24, 24 + len(body)) + body


@WIDTHS
def test_all_that_is_built_in(bits: int) -> None:
    data = bytes(100) + modules(
        (ELF, module(b"normal\0", bits)),
        (MEMDISK, bytes(1000)),
        (ELF, module(b"part_gpt\0", bits)),
        (CONFIG, b"set root=hd0\n\n  normal (memdisk)/grub.cfg\n\0\0"),
        (PREFIX, b"/EFI/debian\0\0\0"),
        (9, b"a kind of tomorrow"),
        bits=bits,
    )

    behind = struct.pack("<II", PREFIX, 10) + b"/x"

    assert details(data + behind, 100) == (
        ("prefix", ("/EFI/debian",)),
        ("configuration", ("set root=hd0", "normal (memdisk)/grub.cfg")),
        ("memdisk", ("1000 bytes",)),
        ("modules", ("normal", "part_gpt")),
    )


@WIDTHS
def test_nothing_but_modules(bits: int) -> None:
    data = modules((ELF, module(b"boot\0", bits)), (PREFIX, b"\0"), bits=bits)
    assert details(data, 0) == (("prefix", ("",)), ("modules", ("boot",)))


@WIDTHS
@pytest.mark.parametrize("damaged", ["nameless", "cut off", "names outside", "no sections"])
def test_a_module_whose_name_cannot_be_read(bits: int, damaged: str) -> None:
    whole = module(b"boot\0", bits)
    odd = {
        "nameless": module(None, bits),
        "cut off": whole[:20],
        "names outside": whole[:-20] + b"\xff" * 20,
        "no sections": whole[:32] + bytes(len(whole) - 32),
    }[damaged]
    found = dict(details(modules((ELF, whole), (ELF, odd), bits=bits), 0))["modules"]

    assert found[0] == "boot"
    assert found[1] in ("?", "boot")


@WIDTHS
def test_an_object_that_does_not_fit_ends_them(bits: int) -> None:
    good = modules((ELF, module(b"boot\0", bits)), bits=bits)
    width = {32: "<4sII", 64: "<4s4xQQ"}[bits]
    for junk in (struct.pack("<II", 0, 7), struct.pack("<II", 0, 9), b"short"):
        magic, first, size = struct.unpack_from(width, good)
        header = struct.pack(width, magic, first, size + len(junk))
        data = header + good[len(header) :] + junk
        assert details(data, 0) == (("modules", ("boot",)),)


def test_thousands_of_objects() -> None:
    data = modules((ELF, module(b"a\0", 64)), *[(MEMDISK, b"")] * 5000, bits=64)
    assert len(dict(details(data, 0))["memdisk"]) == MAX_OBJECTS - 1


@pytest.mark.parametrize(("width", "bits"), [(NARROW, 32), (WIDE, 64)])
def test_the_layouts_are_those_of_elf(width: tuple[struct.Struct, ...], bits: int) -> None:
    _, header, section = width
    layout = schemas(bits, "<")
    raw = bytes(range(64))
    fields = layout.file_header.parse(raw)
    row = layout.section_header.parse(raw)

    names = ("e_shoff", "e_shentsize", "e_shnum", "e_shstrndx")
    assert header.unpack_from(raw) == tuple(fields[name] for name in names)
    assert section.size == layout.section_header.sizeof()
    assert section.unpack_from(raw) == tuple(row[n] for n in ("sh_name", "sh_offset", "sh_size"))


@WIDTHS
@settings(deadline=None)
@given(data=st.data())
def test_noise_is_some_text(bits: int, data: st.DataObject) -> None:
    whole = modules((ELF, module(b"boot\0", bits)), (PREFIX, b"/x\0"), bits=bits)
    noisy = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        noisy[data.draw(st.integers(0, len(noisy) - 1))] = data.draw(st.integers(0, 255))

    for _, values in details(bytes(noisy), 0):
        assert all(isinstance(value, str) for value in values)
