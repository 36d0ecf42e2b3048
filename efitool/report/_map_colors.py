"""The colour of each kind of memory: one for all pictures, told apart by all eyes.

Families share a hue and differ in lightness. The hues are those of Okabe and Ito (Color Universal
Design, 2008), of which vermilion is unaccepted memory's alone.
"""

from __future__ import annotations

from efitool.model.memmap import MemoryType, type_name
from efitool.report import _svg
from efitool.report.map_summary import NO_MEMORY

COLORS = {
    MemoryType.RESERVED: "#b3b3b3",
    MemoryType.LOADER_CODE: "#003a66",
    MemoryType.LOADER_DATA: "#0072b2",
    MemoryType.BOOT_SERVICES_CODE: "#56b4e9",
    MemoryType.BOOT_SERVICES_DATA: "#b5ddf5",
    MemoryType.RUNTIME_SERVICES_CODE: "#7d3560",
    MemoryType.RUNTIME_SERVICES_DATA: "#cc79a7",
    MemoryType.CONVENTIONAL: "#4fbf9f",
    MemoryType.UNUSABLE: "#222222",
    MemoryType.ACPI_RECLAIM: "#f0e442",
    MemoryType.ACPI_NVS: "#b8a800",
    MemoryType.MMIO: "#7a6248",
    MemoryType.MMIO_PORT_SPACE: "#c4ab8a",
    MemoryType.PAL_CODE: "#5e4fa2",
    MemoryType.PERSISTENT: "#005a44",
    MemoryType.UNACCEPTED: "#d55e00",
}
OTHER = "#9a8fd0"
"""Types of OEMs and loaders, and words that say nothing of what the memory is for."""
HATCH = "url(#unaccepted)"
STRONG = "#a63a00"
"""Words about unaccepted memory, and what is around it: darker than its own colour, to be read."""

PATTERN = _svg.element(
    "defs",
    _svg.element(
        "pattern",
        _svg.element("rect", width=9, height=9, fill=COLORS[MemoryType.UNACCEPTED]),
        _svg.element("rect", width=3, height=9, fill="#ffe3cf"),
        id="unaccepted",
        width=9,
        height=9,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    ),
)
"""The hatch of unaccepted memory; a picture has it once."""

WORDS = {
    "usable": MemoryType.CONVENTIONAL,
    "system ram": MemoryType.CONVENTIONAL,
    "ram": MemoryType.CONVENTIONAL,
    "reserved": MemoryType.RESERVED,
    "acpi": MemoryType.ACPI_RECLAIM,
    "acpi tables": MemoryType.ACPI_RECLAIM,
    "nvs": MemoryType.ACPI_NVS,
    "acpi non-volatile storage": MemoryType.ACPI_NVS,
    "unusable": MemoryType.UNUSABLE,
    "unusable memory": MemoryType.UNUSABLE,
    "pmem": MemoryType.PERSISTENT,
    "persistent memory": MemoryType.PERSISTENT,
    "soft-reserved": MemoryType.PERSISTENT,
    "soft reserved": MemoryType.PERSISTENT,
}
"""What other forms call a type that EFI has; lower case."""


def color(type: int | str) -> str:
    """Return the colour of a type, or of the word for it."""
    known = _known(type)
    return OTHER if known is None else COLORS[known]


def fill(type: int | str) -> str:
    """Return what a rectangle of a type is filled with."""
    return HATCH if type == MemoryType.UNACCEPTED else color(type)


def name(type: int | str) -> str:
    """Return what a type is called."""
    return type_name(type) if isinstance(type, int) else type


def is_memory(type: int | str) -> bool:
    """Whether it counts as memory; what has no meaning here does not."""
    known = _known(type)
    return known is not None and known not in NO_MEMORY


def _known(type: int | str) -> MemoryType | None:
    if isinstance(type, str):
        return WORDS.get(type.lower())
    return MemoryType(type) if type in COLORS else None
