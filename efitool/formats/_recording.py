"""The recording of a boot: a directory of what was seen on the way.

Each file is optional:

=======================  ====================================================================
serial.log               the console; else blocks/dmesg.txt
blocks/meminfo.txt       /proc/meminfo, rather than what the console shows of it
unacc.cfg                ``R START END`` (hex) for each range reported as unaccepted; ``PROTO``
                         and ``EBS``, 0 or 1: the protocol, accepting all at the exit
raw/NN-TAG.bin           in order: buffers of GetMemoryMap(), ``before`` and ``after-hook`` of
                         what makes memory unaccepted, ``unaccepted_table`` as installed
pmem-ADDRESS.bin         guest memory at the unaccepted table, after boot
stub-trace.tsv           boot services: name, GUID, note, status, times
accept-sequence.tsv      acceptances: number, phase, start, end, bytes
=======================  ====================================================================
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from efitool.errors import LimitError, UnknownFormatError
from efitool.formats import _recording_tables as tables
from efitool.formats import guest_log, memmap_raw, unaccepted_table
from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryMap
from efitool.model.recording import Recording
from efitool.model.unaccepted import UnacceptedTable

FILE_LIMIT = 64 << 20
"""Bytes of a file: consoles have a few hundred kilobytes, a bitmap of 512 TiB has 32 MiB."""

RAW_LIMIT = 1000
"""Files of raw/: a boot calls GetMemoryMap() half a dozen times."""

BEFORE, AFTER, TABLE = "before", "after-hook", "unaccepted_table"
"""Tags of raw/; any other is that of a call."""

CONSOLES = ("serial.log", "blocks/dmesg.txt")


def read(path: str | os.PathLike[str]) -> Recording:
    """Read what a directory has. Raises `InputError`, `LimitError`, `OSError`."""
    top = Path(path)
    setup = _content(top / "unacc.cfg")
    services = _content(top / "stub-trace.tsv")
    acceptances = _content(top / "accept-sequence.tsv")
    maps, before_table, installed = _raw(sorted(top.glob("raw/*-*.bin")))
    memory = sorted(top.glob("pmem-*.bin"))[:1]
    recording = Recording(
        top.resolve().name,
        _log(top),
        setup=None if setup is None else tables.setup(setup),
        maps=maps,
        maps_before_table=before_table,
        installed=installed,
        final=unaccepted_table.decode(_bytes(memory[0])) if memory else None,
        services=None if services is None else tables.services(services),
        acceptances=None if acceptances is None else tables.acceptances(acceptances),
    )
    if not any((*recording.log, *recording[2:])):
        raise IsADirectoryError(errno.EISDIR, "it is a directory, and no recording", str(path))
    return recording


def _log(top: Path) -> GuestLog:
    """Return what the console shows; /proc/meminfo of its own file, which nothing disturbs."""
    log = GuestLog()
    for name in CONSOLES:
        content = _content(top / name)
        if content is not None:
            log = _said(content)
            break
    meminfo = _content(top / "blocks" / "meminfo.txt")
    return log if meminfo is None else log._replace(meminfo=_said(meminfo).meminfo)


def _said(text: bytes) -> GuestLog:
    """Return what a text says; a guest that hangs early says nothing."""
    try:
        return guest_log.decode(text)
    except UnknownFormatError:
        return GuestLog()


def _raw(
    paths: Iterable[Path],
) -> tuple[tuple[MemoryMap, ...], int | None, UnacceptedTable | None]:
    """Return the maps, how many come before the table, and the table."""
    maps: list[MemoryMap] = []
    before_table, installed = None, None
    for n, path in enumerate(paths):
        if n == RAW_LIMIT:
            raise LimitError(f"more than {RAW_LIMIT} files in {path.parent.name}")
        tag = path.stem.partition("-")[2]
        if tag == TABLE:
            before_table, installed = len(maps), unaccepted_table.decode(_bytes(path))
        elif tag != BEFORE:
            maps.append(memmap_raw.decode(_bytes(path))._replace(label=path.stem))
    return tuple(maps), before_table, installed


def _content(path: Path) -> bytes | None:
    """Return the bytes of a file, None where there is none."""
    return _bytes(path) if path.exists() else None


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise UnknownFormatError(f"{path.name} is no regular file")
    with path.open("rb") as file:
        content = file.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        raise LimitError(f"{path.name}: more than {FILE_LIMIT >> 20} MiB")
    return content
