"""Real kernels, and the truth about each of them from its own packages.

Debian replaces versions, so none is written down: a kernel is named by suite and metapackage
and is whatever that depends on today. Its ``config`` says what it can do. Debian's packages
hold a placeholder for ``System.map``; the exported symbols stand in ``Module.symvers`` of the
headers package.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from tests.real.archive import ArchiveError, Package, Suite
from tests.real.shelf import fetch

FILES = {
    "vmlinuz": re.compile(r"boot/vmlinu[xz]-.*|usr/lib/modules/[^/]*/vmlinu[xz]"),
    "config": re.compile(r"boot/config-.*|usr/lib/modules/[^/]*/config"),
}
SIGNED = ("amd64", "i386", "arm64")
"""The architectures for which Debian signs kernels."""
HEADERS_FILES = {"Module.symvers": re.compile(r"usr/src/[^/]*/Module\.symvers")}


@dataclass(frozen=True, slots=True)
class Spec:
    """Which kernel: a suite's metapackage, or a pattern for the name of the image package."""

    suite: str
    package: str
    arch: str = "amd64"
    signed: bool = True
    """Whether it is the package with a signed image, where there are such packages."""
    headers: bool = True
    """Whether the suite still has the headers package."""

    def __str__(self) -> str:
        flavour = self.package.removeprefix("linux-image-").replace(".*", "")
        return f"{self.suite}-{flavour}{'' if self.signed else '-unsigned'}"

    def resolve(self, suite: Suite) -> tuple[Package, ...]:
        """The packages that hold the kernel's files, small ones first.

        Since Linux 7.0 ``linux-image`` only depends on ``linux-binary`` (the image) and
        ``linux-base`` (the configuration).
        """
        have = suite.names("linux-")
        chosen = max((name for name in have if fnmatch(name, self.package)), default=None)
        if chosen is None:
            raise ArchiveError(f"{suite.name} has no {self.package}{suite.trouble}")
        (root,) = suite.packages(chosen)
        release = re.findall(r"\blinux-image-(\d[\w.+-]*)", f"{root.depends} {root.name}")[0]
        image = f"linux-image-{release}{'' if self.signed else '-unsigned'}"
        parts = (f"linux-{part}-{release}" for part in ("headers", "base", "binary"))
        return suite.packages(*(name for name in (*parts, image) if name in have))


KERNELS = (
    Spec("bookworm", "linux-image-amd64"),
    Spec("bookworm", "linux-image-cloud-amd64"),
    Spec("bookworm", "linux-image-rt-amd64"),
    Spec("bookworm", "linux-image-686", "i386"),
    Spec("bookworm", "linux-image-686-pae", "i386"),
    Spec("bookworm", "linux-image-cloud-arm64", "arm64"),
    Spec("bookworm-backports", "linux-image-6.5.*-686-pae", "i386", headers=False),
    Spec("bookworm-backports", "linux-image-cloud-amd64"),
    Spec("trixie", "linux-image-amd64"),
    Spec("trixie", "linux-image-cloud-amd64"),
    Spec("trixie", "linux-image-cloud-amd64", signed=False),
    Spec("trixie", "linux-image-cloud-arm64", "arm64"),
    Spec("forky", "linux-image-amd64"),
    Spec("forky", "linux-image-cloud-amd64"),
    Spec("forky", "linux-image-rt-amd64"),
    Spec("forky", "linux-image-cloud-arm64", "arm64"),
    Spec("bookworm", "linux-image-armmp", "armhf"),
    Spec("sid", "linux-image-armmp", "armhf"),
    Spec("sid", "linux-image-riscv64", "riscv64"),
    Spec("sid", "linux-image-loong64", "loong64"),
    Spec("sid", "linux-image-powerpc64le", "ppc64el"),
)


@dataclass(frozen=True, slots=True)
class Kernel:
    """A kernel image, and what its packages say of it."""

    suite: str
    package: str
    version: str
    arch: str
    signed: bool
    path: Path
    config: Mapping[str, str] = field(repr=False)
    """Options that are set, without ``CONFIG_``."""
    exports: Mapping[str, str] = field(repr=False)
    """Exported symbol → ``vmlinux``, or the module that exports it; empty without headers."""

    @property
    def release(self) -> str:
        """The ``uname -r``."""
        return self.package.removeprefix("linux-image-").removesuffix("-unsigned")

    def has(self, option: str) -> bool:
        return self.config.get(option) == "y"


@cache
def obtain(spec: Spec) -> Kernel:
    """Fetch a kernel, or find the one fetched before."""
    wanted = FILES | (HEADERS_FILES if spec.headers else {})
    place = fetch(str(spec), spec.suite, spec.arch, spec.resolve, wanted)
    package, version, arch = place.name.split("_")
    options = re.findall(r"^CONFIG_(\w+)=(.*)$", (place / "config").read_text(), re.MULTILINE)
    return Kernel(
        suite=spec.suite,
        package=package,
        version=version,
        arch=arch,
        signed=spec.signed and arch in SIGNED,
        path=place / "vmlinuz",
        config=dict(options),
        exports=_exports(place / "Module.symvers") if spec.headers else {},
    )


def _exports(path: Path) -> dict[str, str]:
    """CRC, symbol, module, kind of export, namespace (Documentation/kbuild/modules.rst)."""
    rows = (line.split("\t") for line in path.read_text().splitlines())
    return {row[1]: row[2] for row in rows}
