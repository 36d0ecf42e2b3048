"""Reading what is listed, below a root directory; nothing else is opened, nothing changed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from efitool.collect import kernel_log, private
from efitool.collect.sources import KERNEL, KERNEL_LIMIT, KERNEL_LOG, KERNELS, SOURCES, Source
from efitool.model.collected import Collected, Left, Taken

FILES = 1 << 16
"""Files of a source: memory blocks of 128 MiB are 8192 in a TiB."""

RELEASE = re.compile(r"[\w.+~-]{1,200}")
NUMBERS = re.compile(r"(\d+)")


def gather(root: Path, *, with_kernel: bool = False) -> Collected:
    """Return what `SOURCES` finds below a directory, the kernel's log, and its image if wanted.

    What cannot be read is told, never raised.
    """
    found: list[Taken | Left] = [*_log(root)]
    texts = dict[str, Taken]()
    for source in SOURCES:
        for piece in _take(root, source):
            if isinstance(piece, Taken) and source.into:
                line = b"/%s:%s\n" % (os.fsencode(piece.name), piece.content.strip())
                text = texts.get(source.into) or Taken(source.into, b"", source.why)
                texts[source.into] = text._replace(content=text.content + line)
            else:
                found.append(piece)
    found += texts.values()
    found += _kernel(root, wanted=with_kernel)
    return Collected(
        tuple(piece for piece in found if isinstance(piece, Taken)),
        tuple(dict.fromkeys(piece for piece in found if isinstance(piece, Left))),
    )


def _take(root: Path, source: Source) -> Iterator[Taken | Left]:
    """Yield each file of a source; one that links out of the root is none of it."""
    paths = sorted(islice(root.glob(source.pattern), FILES), key=_by_number)
    if not paths:
        yield Left(source.pattern, "not there")
    for path in paths:
        name = path.relative_to(root).as_posix()
        try:
            if not path.resolve(strict=True).is_relative_to(root.resolve()):
                yield Left(name, "a link out of the root directory", refused=True)
                continue
            with path.open("rb") as file:
                content = file.read(source.limit + 1)
        except OSError as e:
            yield Left(name, e.strerror or str(e), refused=True)
            continue
        yield _taken(name, content, source)


def _taken(name: str, content: bytes, source: Source) -> Taken:
    treated = source.treat(content[: source.limit])
    notes = []
    if len(content) > source.limit:
        notes.append(f"cut after {source.limit} bytes")
    if treated != content[: source.limit]:
        notes.append("private parts removed")
    return Taken(name, treated, source.why, ", ".join(notes))


def _by_number(path: Path) -> list[tuple[int, str]]:
    """Sort memory10 behind memory9."""
    return [(int(p), "") if p.isdecimal() else (-1, p) for p in NUMBERS.split(str(path))]


def _log(root: Path) -> Iterator[Taken | Left]:
    """Yield the kernel's log, and the journal's where its beginning is lost."""
    try:
        records = kernel_log.ring(root / "dev/kmsg")
    except OSError as e:
        records = b""
        missing = isinstance(e, FileNotFoundError)
        yield Left("dev/kmsg", "not there" if missing else e.strerror or str(e), not missing)
    else:
        yield _private_log("dmesg.txt", kernel_log.from_ring(records))
    if root == Path("/") and not kernel_log.is_whole(records):
        try:
            yield _private_log("journal.txt", kernel_log.from_journal())
        except OSError as e:
            yield Left("journalctl", e.strerror or str(e), refused=True)


def _private_log(name: str, log: bytes) -> Taken:
    return _taken(name, log, Source(name, KERNEL_LOG, treat=private.kernel_log, limit=len(log)))


def _kernel(root: Path, *, wanted: bool) -> Iterator[Taken | Left]:
    """Yield the image of the running kernel, or where it is."""
    try:
        release = (root / "proc/sys/kernel/osrelease").read_text().strip()
    except (OSError, UnicodeDecodeError):
        return
    if not RELEASE.fullmatch(release):
        return
    paths = [path.format(release=release) for path in KERNELS]
    there = next((path for path in paths if (root / path).exists()), None)
    if there is None:
        yield Left(paths[0], "not there")
    elif wanted:
        yield from _take(root, Source(there, KERNEL, limit=KERNEL_LIMIT))
    else:
        yield Left(there, "taken with --with-kernel only")
