"""How the kernels in miniature of samples/ are made: a payload, a codec, headers and a stub."""

from __future__ import annotations

import gzip
import os
from dataclasses import dataclass
from pathlib import Path

from sample_recipes import FREESTANDING, NO_VECTORS, WARNINGS, flat_image, run
from sample_references import Reference, references

COMPRESSORS = {
    "gzip": ("gzip", "-n", "-9"),
    "bzip2": ("bzip2", "-9"),
    "lzma": ("xz", "--format=lzma", "-9"),
    "xz": ("xz", "--check=crc32", "--x86", "--lzma2=dict=32MiB"),
    "lzo": ("lzop", "-9"),
    "lz4": ("lz4", "-l", "-9", "-", "-"),
    "zstd": ("zstd", "-22", "--ultra"),
}
"""Each codec as a kernel's build runs it (Linux v6.12, scripts/Makefile.lib, xz_wrap.sh)."""

ARCHES = {
    "x86_64": ("x86_64-linux-gnu-gcc", ("-m64", "-fpie", "-mno-red-zone", NO_VECTORS)),
    "i386": ("x86_64-linux-gnu-gcc", ("-m32", "-march=i686", "-fpic", NO_VECTORS)),
    "arm64": ("aarch64-linux-gnu-gcc", (NO_VECTORS,)),
}
COLUMNS = ("file", "type", "arch", "compression", "unaccepted-memory", "acceptance-protocol",
           "initrd-load-file2", "efi-handover")  # fmt: skip


@dataclass(frozen=True)
class Kernel:
    """One kernel. ``codec`` is None for an Image, whose payload is not packed."""

    name: str
    arch: str
    codec: str | None
    unaccepted: bool
    stub: bool = True

    @property
    def encoding(self) -> str:
        """How its stub holds GUIDs."""
        return {"x86_64": "movabs pair", "i386": "mov dword", "arm64": "movz/movk"}[self.arch]

    @property
    def summary(self) -> str:
        """Say what it is in one line."""
        how = f"{self.codec} payload" if self.codec else "not packed"
        stub = "EFI stub" if self.stub else "no EFI stub"
        accepts = "handles unaccepted memory" if self.unaccepted else "knows no unaccepted memory"
        return f"{self.arch}, {how}, {stub}, {accepts}"

    def references(self, kernel: Path) -> list[Reference]:
        """Return what its stub refers to."""
        return references(kernel / "stub.c", unaccepted=self.unaccepted)

    def row(self) -> tuple[str, ...]:
        """Return its line of kernels.tsv."""
        kind = "linux-arm64" if self.arch == "arm64" else "linux-bzimage"
        answers = (self.unaccepted, self.unaccepted, self.stub)
        handover = "" if self.arch == "arm64" else yes_or_no(self.stub)
        return (
            f"kernels/{self.name}", kind, self.arch, self.codec or "",
            *(yes_or_no(answer) for answer in answers), handover,
        )  # fmt: skip

    def build(self, sources: Path, image: Path) -> bytes:
        """Compile, link, pack and link again; return the packed payload."""
        compiler, flags = ARCHES[self.arch]
        compile = (compiler, *WARNINGS, *FREESTANDING, "-O2", *flags, "-nostdlib")
        config, elf = image.with_suffix(".config.gz"), image.with_suffix(".vmlinux")
        config.write_bytes(gzip.compress(self.config().encode(), mtime=0))
        run(
            *compile, f"-DUNACCEPTED={self.unaccepted:d}", f'-DCONFIG_GZ="{config}"', "-static",
            "-no-pie", "-s", "-Wl,--build-id=sha1,-z,max-page-size=16,-z,noexecstack", "-o", elf,
            sources / "vmlinux.c",
        )  # fmt: skip
        payload = self.pack(elf)
        packed = image.with_suffix(".payload")
        packed.write_bytes(payload)
        definitions = (
            f"-DBITS={32 if self.arch == 'i386' else 64}", f"-DSTUB={self.stub:d}",
            f"-DUNACCEPTED={self.unaccepted:d}", f'-DPAYLOAD="{packed}"',
        )  # fmt: skip
        header = "arm64-image.S" if self.arch == "arm64" else "bzimage.S"
        stub = ("stub.c",) if self.stub else ()
        flat_image((*compile, *definitions), sources, image, header, *stub)
        return payload

    def pack(self, elf: Path) -> bytes:
        """Compress and append the size, which gzip's own trailer already tells."""
        if self.codec is None:
            return elf.read_bytes()
        elf.chmod(0o644)
        os.utime(elf, (0, 0))  # lzop writes down the mode and the time of its input
        with elf.open("rb") as feed:
            packed = run(*COMPRESSORS[self.codec], feed=feed)
        size = b"" if self.codec == "gzip" else elf.stat().st_size.to_bytes(4, "little")
        return packed + size

    def config(self) -> str:
        """Return the configuration that its payload carries."""
        options = {
            "CONFIG_EFI": self.stub,
            "CONFIG_EFI_STUB": self.stub,
            f"CONFIG_KERNEL_{(self.codec or 'uncompressed').upper()}": True,
            "CONFIG_UNACCEPTED_MEMORY": self.unaccepted,
        }
        lines = [f"{o}=y" if on else f"# {o} is not set" for o, on in options.items()]
        return "".join(f"{line}\n" for line in ("# Linux 9.9.9 Kernel Configuration", *lines))


def yes_or_no(answer: bool) -> str:
    return "yes" if answer else "no"


KERNELS = (
    *(
        Kernel(f"synthetic-x86_64-unaccepted-{codec}.bzimage", "x86_64", codec, unaccepted=True)
        for codec in COMPRESSORS
    ),
    Kernel("synthetic-x86_64-plain-xz.bzimage", "x86_64", "xz", unaccepted=False),
    Kernel("synthetic-x86_64-no-stub.bzimage", "x86_64", "gzip", unaccepted=False, stub=False),
    Kernel("synthetic-i386-gzip.bzimage", "i386", "gzip", unaccepted=False),
    Kernel("synthetic-arm64.image", "arm64", None, unaccepted=False),
)
