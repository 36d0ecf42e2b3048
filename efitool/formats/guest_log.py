"""Any text that says something of a guest: a serial console, ``dmesg``, a journal, a shell.

One log may hold the maps of firmware, loaders and kernels of several boots; all are read, with
the numbers of their lines. Timestamps, prefixes, escape sequences and carriage returns may stand
around them.

To add a form, write its module with a `LineReader` and list that here.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TypeVar

from efitool.errors import UnknownFormatError
from efitool.formats import (
    _log_acpi,
    _log_linux,
    _log_messages,
    _log_qemu,
    coreboot_console,
    dmesg_e820,
    dmesg_efi,
    edk2_debug_log,
    edk2_gcd,
    edk2_hobs,
    efi_shell,
    efi_shell_sfo,
    firmware_memmap,
    freebsd_efi_map,
    grub_lsefimmap,
    grub_lsmmap,
    proc_iomem,
    qemu_mtree,
    runtime_map,
    u_boot_memmap,
    xen_e820,
    xen_efi,
)
from efitool.formats._base import Format, Kind
from efitool.formats._log_scan import LineReader, scan
from efitool.formats._text import is_text, plain
from efitool.model.e820 import E820Map
from efitool.model.guest_log import GuestLog, sorted_out
from efitool.model.image import Data
from efitool.model.memmap import MemoryMap
from efitool.model.named_ranges import RangeList

NAME = "guest-log"
M = TypeVar("M", MemoryMap, E820Map, RangeList)

MAPS: tuple[LineReader[MemoryMap], ...] = (
    dmesg_efi.READER,
    runtime_map.READER,
    efi_shell.READER,
    efi_shell_sfo.READER,
    grub_lsefimmap.READER,
    u_boot_memmap.READER,
    xen_efi.READER,
    freebsd_efi_map.READER,
)
E820: tuple[LineReader[E820Map], ...] = (
    dmesg_e820.READER,
    firmware_memmap.READER,
    grub_lsmmap.READER,
    xen_e820.READER,
)
RANGES: tuple[LineReader[RangeList], ...] = (
    proc_iomem.READER,
    qemu_mtree.READER,
    coreboot_console.READER,
    edk2_debug_log.READER,
    edk2_gcd.READER,
    edk2_hobs.READER,
)
FACTS = (
    _log_acpi.SRAT,
    _log_linux.KERNELS,
    _log_linux.COMMAND_LINES,
    _log_linux.FIRMWARE,
    _log_linux.REMOVED,
    _log_linux.MEMORY,
    _log_linux.TABLES,
    _log_linux.MEMINFO,
)
COMPLAINTS = (
    _log_messages.MESSAGES,
    _log_messages.PLATFORMS,
    _log_messages.MACHINES,
    _log_messages.PROCESSORS,
    _log_qemu.READER,
)
"""What only those look for who want to know what went wrong."""


def decode(data: Data, *, thorough: bool = False) -> GuestLog:
    """Read everything in a text; ``thorough`` passes over no piece of a large one.

    It looks for complaints, too. Raises `UnknownFormatError` if there is nothing, `LimitError`.
    """
    readers = (*MAPS, *E820, *RANGES, *FACTS, *(COMPLAINTS if thorough else ()))
    found = scan(plain(data), readers, thorough=thorough)
    log = sorted_out(
        _in_order(found.by(reader) for reader in MAPS),
        _in_order(found.by(reader) for reader in E820),
        _in_order(found.by(reader) for reader in RANGES),
    )._replace(
        acpi=found.by(_log_acpi.SRAT),
        tables=found.by(_log_linux.TABLES),
        kernels=found.by(_log_linux.KERNELS),
        firmware=found.by(_log_linux.FIRMWARE),
        command_lines=found.by(_log_linux.COMMAND_LINES),
        removed=found.by(_log_linux.REMOVED),
        memory=found.by(_log_linux.MEMORY),
        meminfo=found.by(_log_linux.MEMINFO),
    )
    if thorough:
        log = log._replace(
            messages=found.by(_log_messages.MESSAGES),
            platforms=found.by(_log_messages.PLATFORMS),
            machines=found.by(_log_messages.MACHINES),
            processors=found.by(_log_messages.PROCESSORS),
            qemu=found.by(_log_qemu.READER),
        )
    if not any(log):
        raise UnknownFormatError("no map found in this text, nor anything of a boot")
    return log._replace(unsearched=found.unsearched)


def _in_order(found: Iterable[tuple[M, ...]]) -> tuple[M, ...]:
    """Return what several readers found in the order of the log."""
    return tuple(sorted(chain.from_iterable(found), key=_first_line))


def _first_line(map: MemoryMap | E820Map | RangeList) -> int:
    return min((*map.lines, *(u.line for u in map.unread)))


FORMAT = Format(
    name=NAME,
    summary="any text with maps, e820 tables, versions and command lines in it",
    sniff=is_text,
    decode=decode,
    kind=Kind.LOG,
    loses="what its forms lose",
    example="a serial console's log, dmesg, journalctl -k",
)
