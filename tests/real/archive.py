"""Current packages of the Debian archive, fetched by the machine's own apt.

Every suite has, for each architecture, a small apt tree of its own below the cache directory, so
that an index which cannot be fetched spoils no other. Mirror, proxy and keys are the machine's;
nothing outside the cache directory is changed.
"""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.real.availability import UnavailableError

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
TRIES = 3
"""A mirror in the middle of its own update serves files that do not fit together: ask again."""
PAUSE = 3.0
"""Seconds between two tries."""

_MIRROR = re.compile(
    r"'(\S+?)/*/dists/"
    r"(?:bookworm|trixie|forky|sid|oldstable|stable|testing|unstable)/(?:In)?Release'"
)


class ArchiveError(UnavailableError):
    """The archive does not give what was asked for; the message says why."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package as a suite has it today."""

    name: str
    version: str
    arch: str
    depends: str

    def __str__(self) -> str:
        return f"{self.name}_{self.version}_{self.arch}"


def cache_directory() -> Path:
    """Where everything fetched is kept: never inside the repository."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("EFITOOL_CACHE") or home / "efitool").absolute()


@cache
def open_suite(name: str, arch: str) -> Suite:
    """Return a suite, its index made as new as it can be, once per run.

    Where that fails the index of an earlier run serves.
    """
    suite = Suite(name, arch, cache_directory() / "apt" / f"{name}-{arch}")
    try:
        suite.update()
    except ArchiveError as e:
        return replace(suite, trouble=f" ({e})")
    return suite


@dataclass(frozen=True, slots=True)
class Suite:
    """One suite of the archive for one architecture, and the directory of its apt tree."""

    name: str
    arch: str
    root: Path
    trouble: str = ""

    def update(self) -> None:
        """Lay out the tree and fetch the index."""
        for directory in ("lists/partial", "archives/partial"):
            (self.root / directory).mkdir(parents=True, exist_ok=True)
        (self.root / "status").touch()
        (self.root / "sources.list").write_text(
            f"deb [arch={self.arch} signed-by={KEYRING}] {_mirror()} {self.name} main\n"
        )
        self._persist("-oAPT::Update::Error-Mode=any", "update")

    def names(self, prefix: str) -> tuple[str, ...]:
        """The names of all packages that begin with the prefix."""
        return tuple(self._apt("apt-cache", "pkgnames", prefix).split())

    def packages(self, *names: str) -> tuple[Package, ...]:
        """Look packages up in the index."""
        try:
            text = self._apt("apt-cache", "show", "--no-all-versions", *names)
        except ArchiveError as e:
            raise ArchiveError(f"{self.name} lacks one of {names}{self.trouble}") from e
        found = [self._package(stanza) for stanza in text.strip().split("\n\n")]
        return tuple(sorted(found, key=lambda package: names.index(package.name)))

    def download(self, package: Package, into: Path) -> Path:
        """Fetch a package, whose hash apt checks, into an empty directory."""
        self._persist("download", f"{package.name}={package.version}", cwd=into)
        return next(into.glob("*.deb"))

    def _package(self, stanza: str) -> Package:
        fields = dict(re.findall(r"^(Package|Version|Depends): (.*)$", stanza, re.MULTILINE))
        return Package(fields["Package"], fields["Version"], self.arch, fields.get("Depends", ""))

    def _persist(self, *command: str, cwd: Path | None = None) -> None:
        for _ in range(TRIES - 1):
            try:
                self._apt("apt-get", "-qq", *command, cwd=cwd)
            except ArchiveError:
                time.sleep(PAUSE)
            else:
                return
        self._apt("apt-get", "-qq", *command, cwd=cwd)

    def _apt(self, tool: str, *command: str, cwd: Path | None = None) -> str:
        settings = {
            "Dir::Etc::sourcelist": self.root / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Dir::State": self.root,
            "Dir::State::status": self.root / "status",
            "Dir::Cache": self.root,
            "Dir::Cache::pkgcache": "pkgcache.bin",  # containers turn it off, to be small
            "APT::Architecture": self.arch,
            "APT::Architectures": self.arch,
            "APT::Sandbox::User": "root",  # apt's own user may not enter a home directory
            "Acquire::Languages": "none",
            "Acquire::Retries": 0,  # apt would wait longer and not ask for the index anew
        }
        return _output([tool, *(f"-o{k}={v}" for k, v in settings.items()), *command], cwd)


def members(deb: Path) -> Generator[tuple[str, bytes], None, None]:
    """The regular files of a package, read as far as they are asked for.

    The images stand at the front of packages that are ten times their size.
    """
    command = ["dpkg-deb", "--fsys-tarfile", str(deb)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as unpack,
        tarfile.open(fileobj=unpack.stdout, mode="r|") as tar,
    ):
        for member in tar:
            if member.isfile() and (file := tar.extractfile(member)):
                yield member.name.removeprefix("./"), file.read()


def _mirror() -> str:
    """The Debian mirror that this machine's apt is set up to use."""
    sources = _output(["apt-get", "--print-uris", "update"])
    if found := _MIRROR.search(sources):
        return found[1]
    raise ArchiveError("no suite of Debian among the apt sources of this machine")


def _output(command: list[str], cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise ArchiveError(f"{command[0]}: {done.stderr.strip() or done.returncode}")
    return done.stdout
