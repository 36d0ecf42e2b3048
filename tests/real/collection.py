"""Programs that boot machines: each file of ``collection.tsv``, and what is known of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatch, translate
from functools import cache
from pathlib import Path

from efitool.model.image import Arch, ImageType
from tests.real.archive import ArchiveError, Package, Suite
from tests.real.shelf import fetch

VERSIONS = {
    "package": (r"(.+)", r"\1"),
    "upstream": (r"(.+?)(-[^-]+)?", r"\1"),
    "series": (r"(\d+\.\d+).*", r"\1"),
    "signed-package": (r"1\+([\d.]+)\+(.+)", r"\1-\2"),
    "signed-upstream": (r"(?:1\+)?([\d.]+)\+.+", r"\1"),
    "shim-signed": (r".+\+([\d.]+)-.+", r"\1"),
}
"""What makes of a package's version the one that the image says."""


@dataclass(frozen=True, slots=True)
class Row:
    """One file, and what it is known to be; names and paths of what has versions are patterns."""

    suite: str
    arch: str
    package: str
    path: str
    type: ImageType
    isa: Arch
    signed: bool
    version: str
    program: str | None

    def __str__(self) -> str:
        return f"{self.suite}-{self.arch}/{self.path}"

    def says(self, version: str | None, package_version: str) -> bool:
        """Whether an image that says this version may be out of this version of the package."""
        if self.version == "none" or version is None:
            return self.version == "none" and version is None
        pattern, template = VERSIONS[self.version]
        made = re.fullmatch(pattern, package_version.partition(":")[2] or package_version)
        assert made, f"{package_version} is no version of the kind {self.version}"
        expected = made.expand(template)
        return version == expected or (
            self.version == "series" and version.startswith(f"{expected}.")
        )


def _rows() -> tuple[Row, ...]:
    lines = Path(__file__).with_suffix(".tsv").read_text().splitlines()
    rows = (line.split(None, 8) for line in lines if line and not line.startswith("#"))
    return tuple(
        Row(
            suite,
            arch,
            package,
            path,
            ImageType(type),
            Arch(isa),
            signed == "yes",
            version,
            None if program == "-" else program,
        )
        for suite, arch, package, path, type, isa, signed, version, program in rows
    )


COLLECTION = _rows()


@dataclass(frozen=True, slots=True)
class Specimen:
    """A file of the collection, fetched."""

    row: Row
    path: Path
    package_version: str


def obtain(row: Row) -> Specimen:
    """Fetch the file, or find the one fetched before."""
    place = _package(row.suite, row.arch, row.package)
    _, version, _ = place.name.split("_")
    return Specimen(row, place / _name(row.path), version)


def file(suite: str, arch: str, name: str) -> Path:
    """Fetch the file of a name."""
    (row,) = (r for r in COLLECTION if (r.suite, r.arch, Path(r.path).name) == (suite, arch, name))
    return obtain(row).path


@cache
def _package(suite: str, arch: str, package: str) -> Path:
    """Fetch all that the collection has of a package, at once."""
    paths = [r.path for r in COLLECTION if (r.suite, r.arch, r.package) == (suite, arch, package)]
    wanted = {_name(path): re.compile(translate(path)) for path in paths}

    def newest(archive: Suite) -> tuple[Package, ...]:
        prefix = package.partition("*")[0]
        names = [name for name in archive.names(prefix) if fnmatch(name, package)]
        if not names:
            raise ArchiveError(f"{suite} has no {package}{archive.trouble}")
        return archive.packages(max(names))

    shelf = f"collection-{suite}-{arch}-{package.replace('*', 'X')}"
    return fetch(shelf, suite, arch, newest, wanted)


def _name(path: str) -> str:
    return path.replace("/", "__").replace("*", "X")
