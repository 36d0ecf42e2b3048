"""Models as text: a screen that one would send to a colleague."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from efitool.guids import GuidKind, GuidName, name_of
from efitool.model.capability import Answer, Capability, Evidence
from efitool.model.findings import Finding, Severity
from efitool.model.image import Image, ImageType, PeHeader
from efitool.model.inspection import Inspection
from efitool.model.linux import Arm64Header, Linux, Payload, SetupHeader
from efitool.model.reference import Form, Grade, GuidReference
from efitool.report.sizes import binary
from efitool.report.terminal import Palette, escape

NARROWEST = 30
"""Columns of text at least, however narrow the terminal."""

LABEL = 14
KIND = max(map(len, GuidKind))
UNCALLED = "no call seen"
IN_DATA = "in data only"
FEW = 8
"""GUIDs in data that are named: libraries bring tables of sixty that nothing uses."""

KINDS = {
    ImageType.LINUX_BZIMAGE: "Linux bzImage",
    ImageType.LINUX_ARM64: "Linux Image",
    ImageType.X86_BOOT_IMAGE: "x86 boot protocol image, not Linux",
    ImageType.EFI_APPLICATION: "EFI application",
    ImageType.EFI_BOOT_DRIVER: "EFI boot service driver",
    ImageType.EFI_RUNTIME_DRIVER: "EFI runtime driver",
    ImageType.PE: "PE file, no EFI image",
    ImageType.ELF: "ELF",
}
STUB_VERSION_BITS = {1: "initrd by LoadFile2", 2: "initrd= takes a device path"}
"""Linux v6.2, arch/x86/boot/header.S: the major image version is a bit mask since 3.0."""
MARKS = {Answer.YES: "✔", Answer.NO: "✘", Answer.UNKNOWN: "?"}


def inspection(subject: Inspection, palette: Palette, *, all_guids: bool = False) -> str:
    """Render what is known of an image; ``all_guids`` lists every reference by itself."""
    image = subject.image
    identity = (_row(*row, palette.width) for row in _identity(image, deep=subject.deep))
    blocks = [
        [palette.bold(escape(subject.path)), *identity],
        _capabilities(subject.capabilities, image.layer, palette),
        _references(subject.references, palette)
        if all_guids
        else _services(subject.references, palette),
        _findings(subject.findings, palette),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def guid_names(found: Sequence[GuidName], palette: Palette) -> Iterator[str]:
    """Render names of GUIDs in columns, the aliases dimmed."""
    width = max((len(name.name) for name in found), default=0)
    for name in found:
        columns = f"{name.guid}  {name.kind:<{KIND}}  {name.name:<{width}}"
        aliases = (palette.dim(alias) for alias in name.aliases)
        yield "  ".join((columns, *aliases)).rstrip()


def references_in(path: str, found: Iterable[GuidReference], palette: Palette) -> Iterator[str]:
    """Render each reference on a line that says which file it is in, as grep does."""
    return (f"{escape(path)}:{_reference(r, palette)}" for r in found)


def _row(label: str, text: str, width: int) -> str:
    return _filled(text, width, f"  {label:<{LABEL}}", LABEL + 2)


def _filled(text: str, width: int, first: str, indent: int) -> str:
    """Fill lines with the words of a text from a file, indented from the second line on.

    The standard library's `textwrap` would be a tenth of what there is to import.
    """
    limit = max(width, indent + NARROWEST)
    lines, line, start = [], first, len(first)
    for word in escape(text).split():
        if len(line) > start and len(line) + 1 + len(word) > limit:
            lines.append(line)
            line, start = " " * indent, indent
        line += f" {word}" if len(line) > start else word
    return "\n".join((*lines, line))


def _identity(image: Image, *, deep: bool) -> Iterator[tuple[str, str]]:
    kind = KINDS[image.type]
    if image.type is ImageType.LINUX_BZIMAGE and image.pe is None:
        kind += " without EFI stub"
    arch = image.arch or "unknown architecture"
    yield ("type", f"{kind}, {arch}, {binary(len(image.data))}")
    linux = image.linux
    if linux:
        yield from _linux(linux)
    if image.pe:
        yield from _pe(image.pe, image)
    if linux and linux.payload:
        yield ("payload", _payload(linux.payload, deep=deep))
    for layer in (linux, *(child.linux for child in image.children)) if deep else ():
        if layer:
            yield from _contents(layer)


def _linux(linux: Linux) -> Iterator[tuple[str, str]]:
    if linux.banner:
        yield ("version", linux.banner)
    if linux.setup_header:
        yield ("boot protocol", _setup_header(linux.setup_header))
    if linux.arm64_header:
        yield ("boot header", _arm64_header(linux.arm64_header))


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


def _pe(pe: PeHeader, image: Image) -> Iterator[tuple[str, str]]:
    subsystem = pe.subsystem.name.lower().replace("_", " ")
    names = " ".join(s.name for s in pe.sections)
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
        yield ("symbols", f"{len(linux.symbols)} names in kallsyms")
    if linux.build_id is not None:
        yield ("build id", linux.build_id)


def _capabilities(capabilities: tuple[Capability, ...], layer: str, palette: Palette) -> list[str]:
    paint = {Answer.YES: palette.green, Answer.NO: palette.dim, Answer.UNKNOWN: palette.yellow}
    column = max((len(c.id) for c in capabilities), default=0) + 15
    lines = [palette.bold("Capabilities")] if capabilities else []
    for c in capabilities:
        mark = f"{MARKS[c.answer]} {c.answer:<7}"
        why = _filled(c.why, palette.width, f"  {mark}  {c.id}".ljust(column), column)
        lines.append(why.replace(mark, paint[c.answer](mark), 1))
        if c.evidence and c.answer is not Answer.NO:
            evidence = _filled(_evidence(c.evidence, layer), palette.width, " " * column, column)
            lines += map(palette.dim, evidence.splitlines())
    return lines


def _evidence(evidence: tuple[Evidence, ...], layer: str) -> str:
    """Say the first piece of evidence, and how many there are beside it."""
    first = evidence[0]
    where = f" at {first.offset:#x}" if first.offset is not None else ""
    inside = f" in {first.layer}" if first.layer != layer else ""
    more = f" (+{len(evidence) - 1} more)" if len(evidence) > 1 else ""
    return f"{first.what}{where}{inside}{more}"


def _services(references: tuple[GuidReference, ...], palette: Palette) -> list[str]:
    """Group the GUIDs by the service that they are passed to."""
    groups: dict[str, dict[str, None]] = {}
    for reference in references:
        for call in reference.calls:
            groups.setdefault(call.service, {})[name_of(reference.guid)] = None
    called = {r.guid for r in references if r.calls}
    coded = {r.guid for r in references if r.form is not Form.DATA}
    uncalled = dict.fromkeys(name_of(r.guid) for r in references if r.guid in coded - called)
    idle = dict.fromkeys(name_of(r.guid) for r in references if r.guid not in coded)
    if len(idle) > FEW:
        idle = {f"{len(idle)} (see --guids)": None}
    lines = [palette.bold("GUIDs by service")] if references else []
    for service, names in (*sorted(groups.items()), (UNCALLED, uncalled), (IN_DATA, idle)):
        if not names:
            continue
        lines.append(f"  {service}")
        lines += map(palette.dim, _filled(", ".join(names), palette.width, "    ", 4).splitlines())
    return lines


def _references(references: tuple[GuidReference, ...], palette: Palette) -> list[str]:
    lines = [palette.bold("GUID references")] if references else []
    return lines + [f"  {_reference(r, palette)}" for r in references]


def _reference(r: GuidReference, palette: Palette) -> str:
    weak = " (weak)" if r.grade is Grade.WEAK else ""
    calls = ", ".join(dict.fromkeys(call.service for call in r.calls))
    where = palette.dim(escape(f"{r.layer} {r.section}" if r.section else r.layer))
    columns = f"{r.offset:#010x}  {r.guid}  {r.form + weak:<16}  {where}  {name_of(r.guid)}"
    return f"{columns}  {palette.green(calls)}" if calls else columns


def _findings(findings: tuple[Finding, ...], palette: Palette) -> list[str]:
    paint = {
        Severity.ERROR: palette.red,
        Severity.WARNING: palette.yellow,
        Severity.NOTE: palette.dim,
    }
    lines = [palette.bold("Findings")] if findings else []
    for f in findings:
        severity = f"{f.severity.name.lower():<8}"
        text = f"{f.rule}: {f.where}: {f.message}; {f.advice}"
        filled = _filled(text, palette.width, f"  {severity} ", 11)
        lines.append(filled.replace(severity, paint[f.severity](severity), 1))
    return lines
