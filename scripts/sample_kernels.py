"""How the kernels in miniature of samples/ are made: a payload, a codec, headers and a stub."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

from sample_codecs import compressed
from sample_encodings import prove
from sample_layers import VERSION, Layer
from sample_references import Reference, references
from sample_tools import (
    CLANG_LOONGARCH,
    GCC_ARM,
    GCC_ARM64,
    GCC_ELF,
    GCC_RISCV,
    NO_VECTORS,
    compiling,
    flat_image,
    headers,
    objcopy_of,
    run,
)


@dataclass(frozen=True)
class Arch:
    """How the kernels of one architecture are compiled, and how that makes their stubs hold GUIDs.

    ``source`` has their headers, ``type`` is what efitool calls them.
    """

    compiler: str
    flags: tuple[str, ...]
    encoding: str
    source: str
    type: str


ARCHES = {
    "x86_64": Arch(
        GCC_ELF, ("-m64", "-fpie", "-mno-red-zone", NO_VECTORS), "movabs pair",
        "bzimage.S", "linux-bzimage",
    ),
    "i386": Arch(
        GCC_ELF, ("-m32", "-march=i686", "-fpic", NO_VECTORS), "mov dword",
        "bzimage.S", "linux-bzimage",
    ),
    "arm64": Arch(GCC_ARM64, (NO_VECTORS,), "movz/movk", "arm64-image.S", "linux-arm64"),
    "arm": Arch(GCC_ARM, ("-marm",), "load multiple", "arm-zimage.S", "linux-arm"),
    "riscv64": Arch(GCC_RISCV, (), "auipc copy", "riscv64-image.S", "linux-riscv64"),
    "loongarch64": Arch(
        CLANG_LOONGARCH, (), "pcalau12i copy",
        "loongarch64-image.S", "linux-loongarch64",
    ),
}  # fmt: skip
COLUMNS = ("file", "type", "arch", "compression", "unaccepted-memory", "acceptance-protocol",
           "initrd-load-file2", "efi-handover")  # fmt: skip


@dataclass(frozen=True)
class Kernel:
    """One kernel with a stub or without. ``codec`` is None for one that is not packed."""

    name: str
    arch: str
    codec: str | None = None
    unaccepted: bool = False
    stub: bool = True

    @property
    def encoding(self) -> str:
        """How its stub holds GUIDs."""
        return ARCHES[self.arch].encoding

    @property
    def type(self) -> str:
        return ARCHES[self.arch].type

    @property
    def summary(self) -> str:
        """Say what it is in one line."""
        how = f"{self.codec} payload" if self.codec else "not packed"
        stub = "EFI stub" if self.stub else "no EFI stub"
        accepts = "handles unaccepted memory" if self.unaccepted else "knows no unaccepted memory"
        return f"{self.arch}, {how}, {stub}, {accepts}"

    def references(self, sources: Path) -> list[Reference]:
        """Return what its stub refers to."""
        if not self.stub:
            return []
        return references(sources / "stub.c", unaccepted=self.unaccepted)

    def row(self) -> tuple[str, ...]:
        """Return its line of kernels.tsv."""
        answers = (self.unaccepted, self.unaccepted, self.stub)
        handover = yes_or_no(self.stub) if self.type == "linux-bzimage" else ""
        return (
            f"kernels/{self.name}", self.type, self.arch, self.codec or "",
            *(yes_or_no(answer) for answer in answers), handover,
        )  # fmt: skip

    def layers(self) -> list[Layer]:
        """Return what is to be found in it, outermost first."""
        pe = ("pe",) if self.stub else ()
        sections = (".text", ".data") if self.stub else ()
        codec = (self.codec,) if self.codec else ()
        if self.type == "linux-bzimage":
            layers = (*pe, "bzimage", *codec, "elf")
            sections = (".setup", *sections) if self.stub else ()
            own = Layer("bzImage", self.type, self.arch, layers, VERSION, sections)
            return [own, own.inside(codec, "vmlinux", "elf", None)]
        if self.type == "linux-arm":
            layers = (*pe, "zimage", *codec, "image")
            own = Layer("zImage", self.type, self.arch, layers, VERSION, sections)
            return [own, own.inside(codec, "Image", self.type, ())]
        return [Layer("Image", self.type, self.arch, (*pe, "image"), VERSION, sections)]

    def build(self, sources: Path, image: Path) -> None:
        """Compile, link, pack and link again, and prove what the stub refers to."""
        self.link(sources, image, ARCHES[self.arch].source, self.payload(sources, image))

    def link(
        self, sources: Path, image: Path, source: str, unpacked: Path, *definitions: str
    ) -> None:
        """Put headers before a payload and a stub behind it."""
        payload = self.pack(unpacked)
        packed = image.with_suffix(".payload")
        packed.write_bytes(payload)
        compile = (
            *self.compile(), *headers(self.arch), *definitions, f"-DSTUB={self.stub:d}",
            f"-DUNACCEPTED={self.unaccepted:d}", f'-DPAYLOAD="{packed}"',
        )  # fmt: skip
        stub = ("stub.c",) if self.stub else ()
        listed = flat_image(compile, sources, image, source, *stub)
        if self.stub:
            prove(image, listed, self.encoding, self.references(sources), payload)

    def compile(self) -> tuple[str, ...]:
        arch = ARCHES[self.arch]
        return compiling(arch.compiler, "-O2", *arch.flags)

    def payload(self, sources: Path, image: Path) -> Path:
        """Make what is packed: an ELF file for x86, its bytes alone for the others."""
        elf = self.vmlinux(sources, image)
        if self.type == "linux-bzimage":
            return elf
        flat = image.with_suffix(".flat")
        run(objcopy_of(self.compile()[0]), "-O", "binary", elf, flat)
        return flat

    def vmlinux(self, sources: Path, image: Path, *, symbols: bool = False) -> Path:
        """Compile and link the kernel proper."""
        config, elf = image.with_suffix(".config.gz"), image.with_suffix(".vmlinux")
        config.write_bytes(gzip.compress(self.config().encode(), mtime=0))
        clang = self.compile()[0] == "clang-19"
        linker = ("-fuse-ld=lld", "-Wl,-N") if clang else ("-no-pie", "-Wl,-z,max-page-size=16")
        run(
            *self.compile(), *linker, f"-DUNACCEPTED={self.unaccepted:d}",
            f'-DCONFIG_GZ="{config}"', "-static", *(() if symbols else ("-s",)),
            "-Wl,--build-id=sha1,-z,noexecstack", "-o", elf,
            sources / "vmlinux.c",
        )  # fmt: skip
        return elf

    def pack(self, unpacked: Path) -> bytes:
        """Compress and append the size, which gzip's own trailer already tells."""
        if self.codec is None:
            return unpacked.read_bytes()
        size = unpacked.stat().st_size.to_bytes(4, "little")
        return compressed(unpacked, self.codec, self.arch) + (b"" if self.codec == "gzip" else size)

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
