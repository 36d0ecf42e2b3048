"""Unified kernel images of real parts, built by the real tools."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from tests.real import collection, kernels, peers
from tests.real.archive import cache_directory
from tests.real.kernels import KERNELS, Kernel, Spec

SIGNER = "efitool test key"


@dataclass(frozen=True, slots=True)
class Stub:
    """A stub of the collection."""

    suite: str
    arch: str
    file: str

    def obtain(self) -> Path:
        return collection.file(self.suite, self.arch, self.file)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to build an image; names in braces are files of `material`."""

    name: str
    stub: Stub
    kernel: Spec | None
    options: tuple[str, ...] = ()
    profiles: tuple[tuple[str, ...], ...] = ()
    """The options of each profile that is built by itself and joined."""
    tool: str = "ukify"

    def __str__(self) -> str:
        return f"uki-{self.name}"


def _kernel(suite: str, package: str) -> Spec:
    return next(k for k in KERNELS if (k.suite, k.package) == (suite, package))


CLOUD = _kernel("trixie", "linux-image-cloud-amd64")
X64 = Stub("forky", "amd64", "linuxx64.efi.stub")
ADDON = Stub("forky", "amd64", "addonx64.efi.stub")
OLD_X64 = Stub("bookworm", "amd64", "linuxx64.efi.stub")

RECIPES = (
    Recipe("plain", X64, CLOUD),
    Recipe("6.1", X64, _kernel("bookworm", "linux-image-cloud-amd64")),
    Recipe("7", X64, _kernel("forky", "linux-image-cloud-amd64")),
    Recipe(
        "everything",
        X64,
        CLOUD,
        (
            "--initrd={initrd}",
            "--initrd={more}",
            "--cmdline=root=/dev/vda1 ro",
            "--os-release=@{osrel}",
            "--uname={release}",
            "--splash={splash}",
            "--devicetree={dtb}",
            "--devicetree-auto={dtb}",
            "--devicetree-auto={dtb}",
            "--microcode={ucode}",
            "--sbat=sbat,1,SBAT Version,sbat,1,https://example.org/\nmine,3,Me,mine,4,https://example.org/",
            "--pcrpkey={pcrpkey}",
            "--section=.mine:text of my own",
        ),
    ),
    Recipe(
        "profiles",
        X64,
        CLOUD,
        ("--cmdline=quiet", "--profile=ID=main\nTITLE=Boot as usual"),
        (
            ("--profile=ID=debug\nTITLE=Boot and tell", "--cmdline=debug"),
            ("--profile=ID=reset", "--cmdline=systemd.factory_reset=1", "--splash={splash}"),
        ),
    ),
    Recipe(
        "signed",
        X64,
        CLOUD,
        ("--secureboot-private-key={key}", "--secureboot-certificate={certificate}"),
    ),
    Recipe("addon", ADDON, None, ("--cmdline=console=ttyS0", "--uname={release}")),
    Recipe(
        "signed-addon",
        ADDON,
        None,
        (
            "--cmdline=console=ttyS0",
            "--secureboot-private-key={key}",
            "--secureboot-certificate={certificate}",
        ),
    ),
    Recipe("old-stub", OLD_X64, CLOUD, ("--initrd={initrd}",)),
    Recipe(
        "by-objcopy",
        OLD_X64,
        CLOUD,
        (
            ".osrel={osrel}@0x30000",
            ".cmdline={cmdline}@0x40000",
            ".linux={kernel}@0x2000000",
            ".initrd={initrd}@0x4000000",
        ),
        tool="objcopy",
    ),
    Recipe(
        "i386", Stub("sid", "i386", "linuxia32.efi.stub"), _kernel("bookworm", "linux-image-686")
    ),
    Recipe(
        "arm64",
        Stub("forky", "arm64", "linuxaa64.efi.stub"),
        _kernel("trixie", "linux-image-cloud-arm64"),
        ("--devicetree={dtb}",),
    ),
    Recipe("armhf", Stub("sid", "armhf", "linuxarm.efi.stub"), _kernel("sid", "linux-image-armmp")),
    Recipe(
        "riscv64",
        Stub("sid", "riscv64", "linuxriscv64.efi.stub"),
        _kernel("sid", "linux-image-riscv64"),
    ),
    Recipe(
        "loong64",
        Stub("sid", "loong64", "linuxloongarch64.efi.stub"),
        _kernel("sid", "linux-image-loong64"),
    ),
)


def kernel(recipe: Recipe) -> Kernel | None:
    """The kernel that a recipe takes."""
    return kernels.obtain(recipe.kernel) if recipe.kernel else None


@cache
def build(recipe: Recipe) -> Path:
    """Build an image, once per run."""
    place = cache_directory() / "unified"
    target = place / f"{recipe.name}.efi"
    inner = kernel(recipe) or kernels.obtain(CLOUD)
    files = material(place) | {"release": inner.release, "kernel": str(inner.path)}
    options = [option.format_map(files) for option in recipe.options]
    stub = recipe.stub.obtain()
    if recipe.tool == "objcopy":
        _objcopy(stub, options, target)
        return target
    joined = []
    for n, profile in enumerate(recipe.profiles):
        joined.append(f"--join-profile={_profile(profile, files, target.with_suffix(f'.{n}'))}")
    linux = [f"--linux={inner.path}"] if recipe.kernel else []
    peers.ukify("build", *linux, *options, *joined, f"--stub={stub}", f"--output={target}")
    return target


def _profile(options: tuple[str, ...], files: dict[str, str], target: Path) -> Path:
    filled = (option.format_map(files) for option in options)
    peers.ukify("build", *filled, f"--stub={ADDON.obtain()}", f"--output={target}")
    return target


def _objcopy(stub: Path, sections: list[str], target: Path) -> None:
    """Add sections at addresses chosen by hand, as it was done before ukify."""
    arguments = []
    for section in sections:
        name, file, address = re.split("[=@]", section)
        arguments += [f"--add-section={name}={file}", f"--change-section-vma={name}={address}"]
    peers.output("objcopy", *arguments, stub, target)


@cache
def material(place: Path) -> dict[str, str]:
    """Write the small parts that images are made of; return their paths by name."""
    place.mkdir(parents=True, exist_ok=True)
    noise = Random(3).randbytes
    parts = {
        "initrd": gzip.compress(noise(30_001), mtime=0),
        "more": gzip.compress(noise(1234), mtime=0),
        "cmdline": b"root=/dev/vda1 ro",
        "osrel": b'ID=debian\nVERSION_ID="13"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n',
        "splash": b"BM" + (70).to_bytes(4, "little") + bytes(64),
        "dtb": bytes.fromhex("d00dfeed") + (48).to_bytes(4, "big") + bytes(40),
        "ucode": b"070701" + noise(600),
    }
    for name, content in parts.items():
        (place / name).write_bytes(content)
    key, certificate, public = (place / name for name in ("key", "certificate", "pcrpkey"))
    subject = ("-subj", f"/CN={SIGNER}", "-days", "30", "-nodes")
    new = ("req", "-x509", "-newkey", "rsa:2048", *subject, "-keyout", key, "-out", certificate)
    peers.output("openssl", *new)
    peers.output("openssl", "x509", "-in", certificate, "-pubkey", "-noout", "-out", public)
    names = (*parts, "key", "certificate", "pcrpkey")
    return {name: str(place / name) for name in names}
