"""What an image is, as rows of a label and a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from efitool.model.image import Image, ImageType, PeHeader
from efitool.model.linux import Arm64Header, Linux, Payload, SetupHeader
from efitool.report.sizes import binary

if TYPE_CHECKING:
    from efitool.model.boot_headers import RiscvHeader
    from efitool.model.program import Program, SbatEntry
    from efitool.model.uki import Profile, Uki

FEW = 8
"""Values of a list that are named: GRUB has a hundred modules."""
SECTIONS = 16
"""Sections that are named; no linker makes more of an EFI image."""

LONG = 200
"""Characters of a text from a file that are shown: two lines of a wide terminal."""
REPEATED = 3
"""Sections of one name whose texts are shown; a profile has one of each."""
PROFILES = 8
"""Profiles of a UKI that are told; who builds one offers three or four."""
KINDS = {
    ImageType.LINUX_BZIMAGE: "Linux bzImage",
    ImageType.LINUX_ARM64: "Linux Image",
    ImageType.LINUX_RISCV64: "Linux Image",
    ImageType.LINUX_LOONGARCH64: "Linux Image",
    ImageType.LINUX_ARM: "Linux zImage",
    ImageType.LINUX_ZBOOT: "Linux EFI zboot image",
    ImageType.UKI: "unified kernel image",
    ImageType.UKI_ADDON: "addon of a unified kernel image",
    ImageType.SYSTEMD_STUB: "systemd stub, without a kernel",
    ImageType.X86_BOOT_IMAGE: "x86 boot protocol image, not Linux",
    ImageType.EFI_APPLICATION: "EFI application",
    ImageType.EFI_BOOT_DRIVER: "EFI boot service driver",
    ImageType.EFI_RUNTIME_DRIVER: "EFI runtime driver",
    ImageType.FIRMWARE: "firmware",
    ImageType.PE: "PE file, no EFI image",
    ImageType.ELF: "ELF",
}
STUB_VERSION_BITS = {1: "initrd by LoadFile2", 2: "initrd= takes a device path"}
"""Linux v6.2, arch/x86/boot/header.S: the major image version is a bit mask since 3.0."""
LINUX = {type for type in ImageType if type.startswith("linux-")}


def identity(image: Image, *, deep: bool) -> Iterator[tuple[str, str]]:
    """Yield what is known of one layer; ``deep`` says whether its payload was unpacked."""
    kind = KINDS[image.type]
    if image.type is ImageType.LINUX_ARM and not (image.linux and image.linux.zimage_header):
        kind = "Linux kernel, unpacked"
    elif image.type in LINUX and image.pe is None:
        kind += " without EFI stub"
    arch = image.arch or "unknown architecture"
    yield ("type", f"{kind}, {arch}, {binary(len(image.data))}")
    if image.firmware:
        from efitool.report import _firmware

        yield from _firmware.rows(image, image.firmware)
    if image.program:
        yield from _program(image.program)
    linux = image.linux
    if linux:
        yield from _linux(linux)
    if image.pe:
        yield from _pe(image.pe, image)
    if image.uki:
        yield from _uki(image.uki)
    if image.sbat:
        yield ("SBAT", cut(", ".join(map(_sbat_entry, image.sbat))))
    if linux and linux.payload:
        yield ("payload", _payload(linux.payload, deep=deep))
    for layer in (linux, *_proper(image)) if deep or image.type is ImageType.ELF else ():
        if layer:
            yield from _contents(layer)


def _proper(image: Image) -> Iterator[Linux]:
    """Yield what the kernel proper inside a kernel says, which has no block of its own."""
    return (c.linux for c in image.children if c.linux and c.type is ImageType.ELF)


def _program(program: Program) -> Iterator[tuple[str, str]]:
    yield ("program", cut(f"{program.name} {program.version or '(version not found)'}"))
    for name, values in program.details:
        shown = cut(", ".join(values)) if len(values) <= FEW else f"{len(values)} (see --json)"
        yield (cut(name), shown)


def _sbat_entry(entry: SbatEntry) -> str:
    return f"{entry.component} {'?' if entry.generation is None else entry.generation}"


def _uki(uki: Uki) -> Iterator[tuple[str, str]]:
    for profile in uki.profiles[:PROFILES]:
        label = "holds" if profile.number is None else f"profile {profile.number}"
        names = " ".join(f"{cut(n)!r}" for n in (profile.id, profile.title) if n)
        parts = _listed([f"{s.name} {binary(s.size)}" for s in profile.sections], ", ")
        if names or parts:
            yield (label, ": ".join(filter(None, (names, parts))))
        yield from _said(profile)
    if len(uki.profiles) > PROFILES:
        yield ("profiles", f"and {len(uki.profiles) - PROFILES} more (see --json)")


def _listed(values: Sequence[str], separator: str) -> str:
    """Name as many values as fit a line or two, and say how many more there are."""
    left = len(values) - SECTIONS
    return separator.join(values[:SECTIONS]) + (f" and {left} more" if left > 0 else "")


def _said(profile: Profile) -> Iterator[tuple[str, str]]:
    """Say the texts of a profile that fit a line, of each name the first few."""
    for name, said in TEXTS.items():
        texts = [s.text for s in profile.sections if s.text and s.name == name]
        for text in texts[:REPEATED]:
            yield (f"  {name}", cut(said(text)))
        if len(texts) > REPEATED:
            yield (f"  {name}", f"and {len(texts) - REPEATED} more (see --json)")


def _pretty_name(osrel: str) -> str:
    """Return ``PRETTY_NAME`` of an os-release file."""
    names = (line.partition("=")[2] for line in osrel.splitlines() if line.startswith("PRETTY_"))
    return next(names, "(no PRETTY_NAME)").strip("\"'")


TEXTS: dict[str, Callable[[str], str]] = {".osrel": _pretty_name, ".cmdline": str, ".uname": str}
"""Sections whose texts are shown, and what of them."""


def cut(text: str) -> str:
    """Return as much of a text as is worth showing, and say how much more there is."""
    left = len(text) - LONG
    return f"{text[:LONG]} and {left} more characters (see --json)" if left > 0 else text


def _linux(linux: Linux) -> Iterator[tuple[str, str]]:
    if linux.banner:
        yield ("version", cut(linux.banner))
    if linux.setup_header:
        yield ("boot protocol", _setup_header(linux.setup_header))
    if linux.arm64_header:
        yield ("boot header", _arm64_header(linux.arm64_header))
    if linux.riscv_header:
        yield ("boot header", _riscv_header(linux.riscv_header))
    if linux.loongarch_header:
        size = binary(linux.loongarch_header.image_size)
        yield (
            "boot header",
            f"entry at {linux.loongarch_header.kernel_entry:#x}; {size} when loaded",
        )
    if linux.zimage_header:
        yield ("boot header", "big-endian" if linux.zimage_header.big_endian else "little-endian")


def _setup_header(header: SetupHeader) -> str:
    parts = [header.boot_protocol]
    if header.xloadflags:
        parts.append(", ".join(f.name.strip("_") for f in header.xloadflags if f.name))
    if header.handover_offset:
        parts.append(f"EFI handover at {header.handover_offset:#x}")
    return "; ".join(parts)


def _arm64_header(header: Arm64Header) -> str:
    return "; ".join(
        (
            "big-endian" if header.big_endian else "little-endian",
            binary(header.page_size) + " pages" if header.page_size else "any page size",
            "anywhere in memory" if header.anywhere else "near the start of memory",
            f"{binary(header.image_size)} when loaded",
        )
    )


def _riscv_header(header: RiscvHeader) -> str:
    order = "big-endian" if header.big_endian else "little-endian"
    size = binary(header.image_size)
    return f"version {header.header_version}; {order}; {size} when loaded"


def _pe(pe: PeHeader, image: Image) -> Iterator[tuple[str, str]]:
    subsystem = pe.subsystem.name.lower().replace("_", " ")
    names = _listed([s.name for s in pe.sections], " ")
    yield ("PE", f"{subsystem}, machine {pe.machine:#06x}, sections {names}")
    if image.linux and image.linux.stub_version:
        yield ("stub version", stub_version(image.linux.stub_version))


def stub_version(version: tuple[int, int]) -> str:
    """Say what Linux's EFI stub means by the PE image version."""
    major, minor = version
    bits = [meaning for bit, meaning in STUB_VERSION_BITS.items() if major & bit]
    return f"{major}.{minor}" + (f" ({', '.join(bits)})" if bits else " (says nothing)")


def _payload(payload: Payload, *, deep: bool) -> str:
    codec = payload.compression or "of unknown compression"
    at = f"{codec}, {binary(payload.size)} at {payload.offset:#x}"
    if payload.unpacked_size is None:
        return at
    return f"{at}, {binary(payload.unpacked_size)} unpacked" + ("" if deep else " (see --deep)")


def _contents(linux: Linux) -> Iterator[tuple[str, str]]:
    """Say what the kernel proper holds."""
    if linux.config is not None:
        yield ("configuration", f"{len(linux.config)} options (IKCONFIG)")
    if linux.symbols is not None:
        yield ("symbols", f"{len(linux.symbols)} names")
    if linux.build_id is not None:
        yield ("build id", linux.build_id)
