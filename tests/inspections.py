"""A complete inspection for renderers, with every kind of value in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from efitool import rules
from efitool.capabilities import judge
from efitool.formats import efi_image
from efitool.model.image import Arch, Image, ImageType
from efitool.model.inspection import InspectedFile, Inspection
from efitool.model.linux import ElfNote, Linux
from efitool.model.reference import Form, Grade, GuidReference
from tests import build
from tests.build import Section
from tests.subjects import reference

TABLE = UUID("d5d1de3c-105c-44f9-9ea9-bcef98120031")
PROTOCOL = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
UNKNOWN = UUID("01234567-89ab-cdef-0123-456789abcdef")


def file(path: str, image: Image, *found: GuidReference, deep: bool = False) -> InspectedFile:
    """Return a file in which these references were found, in whatever layer they name."""
    return InspectedFile(path, image.data, deep, _inspection(image, found))


def _inspection(image: Image, found: tuple[GuidReference, ...]) -> Inspection:
    return Inspection(
        image,
        tuple(r for r in found if r.layer == image.layer),
        judge(image, found),
        rules.judge(image),
        tuple(_inspection(child, found) for child in image.children),
    )


def changed(subject: InspectedFile, **values: Any) -> InspectedFile:
    """Return the file with other values in its outermost inspection."""
    return subject._replace(inspection=subject.inspection._replace(**values))


def kernel() -> InspectedFile:
    return file(
        "vmlinuz",
        efi_image.decode(build.bzimage(compat=True)),
        reference(PROTOCOL, "LocateProtocol"),
        reference(TABLE, "InstallConfigurationTable"),
        reference(UNKNOWN),
    )


def with_kernel_proper() -> InspectedFile:
    """Return the kernel as if its payload had been unpacked to an ELF file that has notes."""
    shallow = kernel().inspection
    notes = (ElfNote("GNU", 1, bytes(16)), ElfNote("GNU", 3, b"\xca\xfe"))
    proper = Image(
        ImageType.ELF,
        Arch.X86_64,
        "bzImage > zstd > vmlinux",
        ("elf",),
        b"\0TDX\0",
        linux=Linux(config={"CONFIG_X86": "y"}, notes=notes, symbols=("a", "b")),
    )
    image = shallow.image._replace(children=(proper,))
    return file("vmlinuz", image, *shallow.references, deep=True)


def hostile_application() -> InspectedFile:
    image = efi_image.decode(build.pe(Section(b"\x1b[2J", 0x1000, bytes(16)), nx=False))
    weak = reference(PROTOCOL, layer="PE", grade=Grade.WEAK)
    assert weak.form is Form.IMMEDIATE
    return file("evil\x1b]0;x\x07.efi", image, weak)
