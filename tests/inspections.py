"""A complete inspection for renderers, with every kind of value in it."""

from __future__ import annotations

from uuid import UUID

from efitool import rules
from efitool.capabilities import judge
from efitool.formats import efi_image
from efitool.model.image import Arch, Image, ImageType
from efitool.model.inspection import Inspection
from efitool.model.linux import ElfNote, Linux
from efitool.model.reference import Form, Grade
from tests import build
from tests.build import Section
from tests.subjects import reference

TABLE = UUID("d5d1de3c-105c-44f9-9ea9-bcef98120031")
PROTOCOL = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
UNKNOWN = UUID("01234567-89ab-cdef-0123-456789abcdef")


def kernel() -> Inspection:
    image = efi_image.decode(build.bzimage(compat=True))
    found = (
        reference(PROTOCOL, "LocateProtocol"),
        reference(TABLE, "InstallConfigurationTable"),
        reference(UNKNOWN),
    )
    return Inspection("vmlinuz", image, found, judge(image, found), rules.lint(image), deep=False)


def with_kernel_proper() -> Inspection:
    """Return the kernel as if its payload had been unpacked to an ELF file that has notes."""
    shallow = kernel()
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
    return shallow._replace(image=image, capabilities=judge(image, shallow.references), deep=True)


def hostile_application() -> Inspection:
    image = efi_image.decode(build.pe(Section(b"\x1b[2J", 0x1000, bytes(16)), nx=False))
    weak = reference(PROTOCOL, layer="PE", grade=Grade.WEAK)
    assert weak.form is Form.IMMEDIATE
    return Inspection(
        "evil\x1b]0;x\x07.efi",
        image,
        (weak,),
        judge(image, (weak,)),
        rules.lint(image),
        deep=False,
    )
