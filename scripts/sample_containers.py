"""The kernels of samples/ that stand in other files (zboot, Image.gz, vmlinux.xz), and all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sample_codecs import COMPRESSORS, METHODS, compressed
from sample_kernels import Kernel
from sample_layers import VERSION, Layer


@dataclass(frozen=True)
class Zboot(Kernel):
    """An ``Image`` in an EFI zboot image."""

    @property
    def type(self) -> str:
        return "linux-zboot"

    @property
    def inner(self) -> Kernel:
        return Kernel(f"{self.name}.image", self.arch)

    def layers(self) -> list[Layer]:
        codec = (self.codec or "",)
        [image] = self.inner.layers()
        layers = ("pe", "zboot", *codec, *image.layers)
        own = Layer("zboot", self.type, self.arch, layers, VERSION, (".text", ".data"))
        return [own, own.inside(codec, "Image", image.type, image.sections)]

    def build(self, sources: Path, image: Path) -> None:
        inner = image.with_suffix(".image")
        self.inner.build(sources, inner)
        codec = self.codec or ""
        self.link(
            sources, image, "zboot.S", inner, f'-DMETHOD="{METHODS[codec]}"',
            f"-DSIZE_FIELD={0 if codec == 'gzip' else 4}",
        )  # fmt: skip


@dataclass(frozen=True)
class Vmlinux(Kernel):
    """A kernel as the linker leaves it, with symbols or without, compressed or not."""

    stub: bool = False
    symbols: bool = True

    @property
    def type(self) -> str:
        return "elf"

    @property
    def summary(self) -> str:
        how = f", {self.codec}" if self.codec else ""
        return f"{self.arch}{how}, ELF, {'with' if self.symbols else 'without'} symbols"

    def row(self) -> tuple[str, ...]:
        """Return its line: what a stub would do with unaccepted memory is not in the file."""
        answer = "unknown" if self.unaccepted else "no"
        return (f"kernels/{self.name}", self.type, self.arch, self.codec or "", answer, "", "", "")

    def layers(self) -> list[Layer]:
        codec = (self.codec,) if self.codec else ()
        layer = " > ".join((*codec, "vmlinux"))
        return [Layer(layer, self.type, self.arch, (*codec, "elf"), VERSION, None)]

    def build(self, sources: Path, image: Path) -> None:
        elf = self.vmlinux(sources, image, symbols=self.symbols)
        image.write_bytes(
            compressed(elf, self.codec, self.arch) if self.codec else elf.read_bytes()
        )


@dataclass(frozen=True)
class Packed(Kernel):
    """An ``Image`` that a boot loader must unpack: ``Image.gz``."""

    def layers(self) -> list[Layer]:
        [image] = Kernel(self.name, self.arch).layers()
        return [image.outside(self.codec or "")]

    def build(self, sources: Path, image: Path) -> None:
        inner = image.with_suffix(".image")
        Kernel(self.name, self.arch).build(sources, inner)
        image.write_bytes(compressed(inner, self.codec or "", self.arch))


KERNELS = (
    *(
        Kernel(f"synthetic-x86_64-unaccepted-{codec}.bzimage", "x86_64", codec, unaccepted=True)
        for codec in COMPRESSORS
    ),
    Kernel("synthetic-x86_64-plain-xz.bzimage", "x86_64", "xz"),
    Kernel("synthetic-x86_64-no-stub.bzimage", "x86_64", "gzip", stub=False),
    Kernel("synthetic-i386-gzip.bzimage", "i386", "gzip"),
    *(Kernel(f"synthetic-{arch}.image", arch) for arch in ("arm64", "riscv64", "loongarch64")),
    *(Kernel(f"synthetic-arm-{codec}.zimage", "arm", codec) for codec in ("gzip", "xz", "lz4")),
    *(
        Zboot(f"synthetic-{arch}-zboot-{codec}.efi", arch, codec)
        for arch in ("arm64", "riscv64", "loongarch64")
        for codec in METHODS
    ),
    Packed("synthetic-arm64.image.gz", "arm64", "gzip"),
    Packed("synthetic-riscv64.image.gz", "riscv64", "gzip"),
    Vmlinux("synthetic-x86_64.vmlinux", "x86_64", unaccepted=True),
    Vmlinux("synthetic-x86_64-stripped.vmlinux", "x86_64", unaccepted=True, symbols=False),
    Vmlinux("synthetic-x86_64.vmlinux.gz", "x86_64", "gzip", unaccepted=True),
    Vmlinux("synthetic-x86_64.vmlinux.xz", "x86_64", "xz", unaccepted=True),
    Vmlinux("synthetic-x86_64.vmlinux.zst", "x86_64", "zstd", unaccepted=True),
    Vmlinux("synthetic-riscv64.vmlinux", "riscv64"),
)
