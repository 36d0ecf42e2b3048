"""Files out of packages, kept between runs.

A shelf holds what was fetched for one purpose, in a directory named after package, version and
architecture. The version before goes when the next one has come; where the archive cannot give
the next one, the version before serves.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from re import Pattern
from tempfile import TemporaryDirectory

from tests.real.archive import (
    ArchiveError,
    Package,
    Suite,
    cache_directory,
    members,
    open_suite,
)


def fetch(
    shelf: str,
    suite: str,
    arch: str,
    resolve: Callable[[Suite], Sequence[Package]],
    wanted: Mapping[str, Pattern[str]],
) -> Path:
    """Return a directory with the wanted files, by name, out of the resolved packages.

    The last package gives the directory its name.
    """
    place = cache_directory() / "files" / shelf
    place.mkdir(parents=True, exist_ok=True)
    with (place.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            archive = open_suite(suite, arch)
            return _newest(place, archive, resolve(archive), wanted)
        except ArchiveError:
            if before := kept(shelf):
                return before
            raise


def kept(shelf: str) -> Path | None:
    """Return what was fetched last for the shelf, if anything was."""
    return next((cache_directory() / "files" / shelf).glob("*"), None)


def _newest(
    shelf: Path, suite: Suite, packages: Sequence[Package], wanted: Mapping[str, Pattern[str]]
) -> Path:
    place = shelf / str(packages[-1])
    if not all((place / name).exists() for name in wanted):
        with TemporaryDirectory(dir=cache_directory()) as scratch:
            new = Path(scratch) / "new"
            new.mkdir()
            _extract(suite, packages, wanted, new)
            for superseded in shelf.iterdir():
                shutil.rmtree(superseded)
            new.rename(place)
    return place


def _extract(
    suite: Suite, packages: Sequence[Package], wanted: Mapping[str, Pattern[str]], into: Path
) -> None:
    """Write the first file that matches each pattern; fetch and read no more than that takes."""
    missing = dict(wanted)
    for package in packages:
        if not missing:
            return
        with (
            TemporaryDirectory(dir=into.parent) as scratch,
            closing(members(suite.download(package, Path(scratch)))) as files,
        ):
            for path, data in files:
                for name in [n for n, pattern in missing.items() if pattern.fullmatch(path)]:
                    (into / name).write_bytes(data)
                    del missing[name]
                if not missing:
                    break
    if missing:
        raise ArchiveError(f"no {', '.join(missing)} in {', '.join(map(str, packages))}")
