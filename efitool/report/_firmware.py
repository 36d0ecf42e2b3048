"""What a firmware is made of, and what it says to the hypervisor, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from efitool.guids import lookup
from efitool.model.findings import Finding
from efitool.model.firmware import FileType, Firmware, FirmwareFile, MemoryBlock, Metadata, Volume
from efitool.model.image import Image
from efitool.model.inspection import Inspection
from efitool.report.sizes import binary
from efitool.report.terminal import Palette, escape

FILE_SYSTEMS = {
    "EFI_FIRMWARE_FILE_SYSTEM2_GUID": "FFS2",
    "EFI_FIRMWARE_FILE_SYSTEM3_GUID": "FFS3",
    "EFI_SYSTEM_NV_DATA_FV_GUID": "variables",
}
"""What people call the formats of volumes."""
FEW_VOLUMES = 16
"""Volumes that are told one by one; OVMF has five."""
NAME_WIDTH = 40
"""Columns of a name at most; a GUID that stands in for one has 36."""


def rows(image: Image, firmware: Firmware) -> Iterator[tuple[str, str]]:
    """Yield who built it, its volumes, and how many modules it has."""
    if build := firmware.build:
        vendor = f"{build.vendor} " if build.vendor else ""
        date = f", {build.date} (month/day/year)" if build.date else ""
        yield ("build", f"{vendor}{build.version}{date}")
    for volume in firmware.volumes[:FEW_VOLUMES]:
        yield ("volume", _volume(volume))
    if len(firmware.volumes) > FEW_VOLUMES:
        yield ("volumes", f"and {len(firmware.volumes) - FEW_VOLUMES} more (see --json)")
    if image.children:
        kinds = Counter(_word(f.type) for f in firmware.files if f.layer)
        told = ", ".join(
            f"{count} {kind}{'s' * (count > 1)}" for kind, count in kinds.most_common()
        )
        yield ("modules", f"{len(image.children)}: {told}")


def _volume(volume: Volume) -> str:
    known = lookup(volume.file_system)
    system = FILE_SYSTEMS.get(known.name, known.name) if known else None
    files = sum(f.type is not FileType.PAD for f in volume.files)
    holds = f"{files} file{'s' * (files != 1)}" if volume.files else ""
    parts = (binary(volume.size), system or str(volume.file_system), holds)
    at = volume.place.rpartition(" > ")
    inside = f" inside {_packed(at[0])}" if at[0] else ""
    return f"at {at[2]}{inside}: " + ", ".join(filter(None, parts))


def _packed(place: str) -> str:
    """Name what a volume was unpacked from: the volume, and how it was packed."""
    first, *_, last = place.split(" > ")
    codec = last.partition(" at ")
    return f"{codec[0]} of {first}" if codec[1] else first


def metadata(firmware: Firmware, palette: Palette) -> list[str]:
    """Tell which memory the hypervisor has to prepare, and how."""
    lines = [f"  {row}".rstrip() for row in _metadata(firmware.metadata)]
    return [palette.bold("For the hypervisor"), *lines] if lines else []


def _metadata(said: Metadata) -> Iterator[str]:
    for tdvf in said.tdvf or ():
        raw = f"from {tdvf.raw_offset:#x}" if tdvf.raw_size else ""
        flags = ("measured" * (tdvf.attributes & 1), "added on demand" * (tdvf.attributes >> 1 & 1))
        yield _span("TDX", tdvf.type.name, tdvf.address, tdvf.size, raw, *flags)
    for sev in said.sev or ():
        yield _span("SEV", sev.type.name, sev.address, sev.size)
    for igvm in said.igvm or ():
        yield _span("IGVM", igvm.type.name, igvm.address, igvm.size)
    yield from _block("SEV", "hashes of kernel", said.sev_hashes)
    yield from _block("SEV", "secret", said.sev_secret)
    if said.sev_es_reset is not None:
        yield f"{'SEV':<5} {'reset vector':<17} {said.sev_es_reset:#x}"


def _span(platform: str, name: str, start: int, size: int, *more: str) -> str:
    words = name.replace("_", " ")
    text = ", ".join(filter(None, more))
    return (
        f"{platform:<5} {words:<17} {start:#010x}-{start + size:#010x} {binary(size):>10}  {text}"
    )


def _block(platform: str, name: str, block: MemoryBlock | None) -> Iterator[str]:
    if block and block.size:
        yield _span(platform, name, block.address, block.size)


def modules(image: Image, firmware: Firmware, palette: Palette) -> list[str]:
    """List the executables in the order of the volumes, each with its kind and size."""
    images = {child.layer: child for child in image.children}
    found = [(f, images[f.layer]) for f in firmware.files if f.layer in images]
    if not found:
        return []
    width = min(NAME_WIDTH, max(len(_name(f)) for f, _ in found))
    lines = (
        f"  {_name(f):<{width}}  {_word(f.type):<13}  {child.layers[-1].upper():<3}"
        f"  {child.arch or 'unknown':<8}  {binary(len(child.data)):>10}"
        for f, child in found
    )
    return [palette.bold("Modules"), *lines]


def _name(file: FirmwareFile) -> str:
    """Return the name that a file has, its GUID's where it has none, or the GUID."""
    known = lookup(file.guid)
    return escape(file.name or (known.name if known else str(file.guid)))[:NAME_WIDTH]


def _word(type: FileType) -> str:
    return WORDS.get(type, type.name.lower().replace("_", " "))


WORDS = {FileType.PEIM: "PEIM", FileType.PEI_CORE: "PEI core", FileType.DXE_CORE: "DXE core"}


def grouped(inside: Sequence[Inspection]) -> Iterable[Finding]:
    """Return the findings of all modules, one of each rule: how many break it, and the first."""
    first: dict[str, Finding] = {}
    count: Counter[str] = Counter()
    for part in inside:
        for rule, finding in {f.rule: f for f in reversed(part.findings)}.items():
            count[rule] += 1
            first.setdefault(rule, finding._replace(where=part.image.layer))
    for rule, finding in first.items():
        others = count[rule] - 1
        more = f" (and {others} more module{'s' * (others > 1)}, see --json)" if others else ""
        yield finding._replace(message=finding.message + more)
