"""Evidence made of texts and maps, as the command reads it."""

from __future__ import annotations

from efitool.formats import guest_log
from efitool.model.capability import Answer, Capability
from efitool.model.capability import Evidence as Seen
from efitool.model.image import Arch, Image, ImageType
from efitool.model.linux import Linux
from efitool.model.memmap import MemoryMap
from efitool.model.triage import Evidence


def log(text: str, path: str = "serial.log") -> Evidence:
    """Return a log."""
    data = text.encode()
    return Evidence(path, len(data), "guest-log", guest_log.decode(data, thorough=True))


def raw_map(map: MemoryMap, path: str = "map.bin") -> Evidence:
    """Return a buffer of GetMemoryMap()."""
    return Evidence(path, 48 * len(map.descriptors), "memmap-raw", map)


def image(version: str | None, answer: Answer, path: str = "vmlinuz") -> Evidence:
    """Return a kernel that handles unaccepted memory, or does not."""
    linux = Linux(version=version)
    held = Image(ImageType.LINUX_BZIMAGE, Arch.X86_64, "bzimage", ("pe",), b"x", linux=linux)
    seen = Seen("a GUID", "bzImage", 64)
    told = Capability("unaccepted-memory", answer, "as it was found", (seen,))
    return Evidence(path, 1, "linux-bzimage", held, (told,))


GIB = 1 << 30
KERNEL = "[    0.000000] Linux version {} (x) #1\n"
ROW = (
    "[    0.000000] efi: mem{:02}: [{}|   |  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC]"
    " range=[0x{:016x}-0x{:016x}] ({}MB)\n"
)
E820 = "[    0.000000] BIOS-e820: [mem 0x{:016x}-0x{:016x}] {}\n"


def boot(release: str, name: str, *usable: tuple[int, int], more: str = "") -> str:
    """Return the log of a kernel with 2 GiB of memory and 1 GiB that is unaccepted at 4 GiB."""
    entries = [(3 * GIB, 4 * GIB, "reserved"), *((*range, "usable") for range in usable)]
    rows = (
        (0, "Conventional", 0, 2 * GIB),
        (1, name, 4 * GIB, 5 * GIB),
        (2, "Reserved    ", 3 * GIB, 4 * GIB),
    )
    return "".join(
        (
            KERNEL.format(release),
            *(E820.format(start, end - 1, word) for start, end, word in sorted(entries)),
            "[    0.000000] efi: EFI v2.7 by EDK II\n",
            more,
            *(ROW.format(n, t, a, z - 1, (z - a) >> 20) for n, t, a, z in rows),
        )
    )


LOW, ALL = (0, 2 * GIB), (4 * GIB, 5 * GIB)
OLD = boot("6.1.0-50", "type=15", LOW)
"""A kernel that knows no unaccepted memory."""
NEW = boot("6.12.1", "Unaccepted  ", LOW, ALL, more="[    0.000000] efi: Unaccepted=0x7f773018 \n")
"""One that does."""
GRUB = """\
Type      Physical start  - end             #Pages        Size Attributes
conv-mem  0000000000000000-000000007fffffff 00080000      2GiB UC WC WT WB
Unk 0f    0000000100000000-000000013fffffff 00040000      1GiB UC WC WT WB
base_addr = 0x0, length = 0x80000000, available RAM
Unknown memory type 15, considering reserved
base_addr = 0x100000000, length = 0x40000000, reserved RAM
"""
"""What GRUB shows of the same."""
