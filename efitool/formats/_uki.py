"""Unified kernel images, their addons, and the stubs that both are made from.

A kernel in ``.linux`` makes a UKI, whatever stub it stands behind (UAPI.5, UKI Components); an
addon has none, and a section that addons bring (ibid., PE Addons). That systemd asks for
``.osrel`` in a UKI besides is a rule's business. The stub of a UKI makes one too, whatever was
added to it: without its kernel it is a UKI that cannot boot, and no addon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from efitool.formats import _pe
from efitool.formats._inside import Inside
from efitool.model.image import Data, Image, ImageType, PeHeader, Unread
from efitool.model.uki import Profile, Uki, UkiSection

LINUX = ".linux"
PROFILE = ".profile"
ADDON = frozenset((".cmdline", ".dtb", ".ucode", ".initrd"))
"""Sections of which an addon has at least one (UAPI.5, PE Addons)."""
TEXTS = frozenset((".osrel", ".cmdline", ".uname", ".sbat", ".pcrsig", ".pcrpkey", PROFILE))
OTHERS = frozenset((LINUX, ".splash", ".dtbauto", ".hwids", ".efifw"))
SECTIONS = ADDON | TEXTS | OTHERS
ADDED = SECTIONS - {".sbat"}
"""Sections that a bare stub does not have."""

LAYERS = {
    ImageType.UKI: "uki",
    ImageType.UKI_ADDON: "addon",
    ImageType.SYSTEMD_STUB: "systemd-stub",
}

MAX_TEXT = 256 << 10
"""Bytes of one text; the longest are signatures, of some tens of KiB for all phases of the boot."""

MAX_STUB = 1 << 20
"""Bytes of a file that may be a bare stub; real ones have at most 160 KiB."""

STUB_MARK = re.compile(rb"#### LoaderInfo: systemd-(?:stub|addon) ")
"""systemd v258, src/boot/stub.c and addon.c. It stands in ``.sdmagic``; v252 on arm64 has it
behind all sections."""

MARKED = ".sdmagic"
UKI_MARK = b"#### LoaderInfo: systemd-stub "


def type_of(data: Data, pe: PeHeader) -> ImageType | None:
    """Return which of the three a PE file is; None if it is none of them."""
    names = {section.name for section in pe.sections}
    if LINUX in names or (names & ADDED and _has_uki_stub(data, pe)):
        return ImageType.UKI
    if names & ADDON:
        return ImageType.UKI_ADDON
    if len(data) <= MAX_STUB and STUB_MARK.search(data):
        return ImageType.SYSTEMD_STUB
    return None


def _has_uki_stub(data: Data, pe: PeHeader) -> bool:
    """Whether the stub's own section says that it boots a kernel."""
    marks = (data[s.offset : s.offset + len(UKI_MARK)] for s in pe.sections if s.name == MARKED)
    return UKI_MARK in marks


def decode(data: Data, pe: PeHeader, type: ImageType, inside: Inside) -> Image:
    """Decode what the sections hold, and the kernels as images of their own.

    Those sections are neither code nor data of the stub: no segment has them.
    """
    layer = LAYERS[type]
    layers = ("pe", layer)
    uki = Uki(tuple(_profiles(_sections(data, pe))))
    contents = {(s.offset, s.rva) for s in pe.sections if s.name in SECTIONS}
    stub = _pe.image(data, pe)
    kernels: list[Image] = []
    unread: list[Unread] = []
    for profile in uki.profiles:
        kernel = profile.section(LINUX)
        if kernel and kernel.size:
            part = f"{layer}:{profile.selector}{LINUX}"
            decoded, problems = inside.attempt(_content(data, kernel), part, layers)
            kernels += (image._replace(offset=kernel.offset) for image in decoded)
            unread += problems
    return stub._replace(
        type=type,
        layer=layer,
        layers=layers,
        uki=uki,
        segments=tuple(s for s in stub.segments if (s.offset, s.rva) not in contents),
        children=tuple(kernels),
        unread=tuple(unread),
    )


def _content(data: Data, section: UkiSection) -> bytes:
    return data[section.offset : section.offset + section.size]


def _sections(data: Data, pe: PeHeader) -> Iterator[UkiSection]:
    """Yield the sections that the specification names, in the order of the section table.

    The content ends with the smaller of both sizes (systemd v258, src/boot/pe.c,
    pe_locate_sections_internal()) or with the file.
    """
    for raw in pe.sections:
        if raw.name in SECTIONS:
            size = max(0, min(raw.size, raw.virtual_size, len(data) - raw.offset))
            section = UkiSection(raw.name, raw.offset, size, None)
            if raw.name in TEXTS and size <= MAX_TEXT:
                section = section._replace(text=_text(_content(data, section)))
            yield section


def _text(content: bytes) -> str:
    return content.rstrip(b"\0").decode("utf-8", "backslashreplace")


def _profiles(sections: Iterable[UkiSection]) -> Iterator[Profile]:
    """Yield the base, and a profile for each ``.profile`` (UAPI.5, Multi-Profile UKIs)."""
    groups: list[list[UkiSection]] = [[]]
    for section in sections:
        if section.name == PROFILE:
            groups.append([])
        groups[-1].append(section)
    base, *profiles = groups
    yield Profile(None, None, None, tuple(base))
    for number, group in enumerate(profiles):
        fields = _fields(group[0].text or "")
        yield Profile(number, fields.get("ID"), fields.get("TITLE"), tuple(group))


def _fields(text: str) -> dict[str, str]:
    """Return the assignments of a text that is written like os-release, the last of each name.

    As systemd v258 reads it: src/boot/efi-string.c, line_get_key_value().
    """
    lines = (line.partition("=") for line in re.split(r"[\r\n]+", text))
    return {key.strip(): _unquoted(value.strip()) for key, equals, value in lines if equals}


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
