"""The tools that make samples/, and how sources become an image with each kind of them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import IO

TOOLS = {
    "clang": "clang",
    "clang-19": "clang-19",
    "ld.lld": "lld",
    "ld.lld-19": "lld-19",
    "llvm-objdump": "llvm",
    "llvm-objdump-19": "llvm-19",
    "x86_64-linux-gnu-gcc": "gcc",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
    "i686-w64-mingw32-gcc": "gcc-mingw-w64-i686",
    "aarch64-linux-gnu-gcc": "gcc-aarch64-linux-gnu",
    "riscv64-linux-gnu-gcc": "gcc-riscv64-linux-gnu",
    "arm-linux-gnueabihf-gcc": "gcc-arm-linux-gnueabihf",
    "bzip2": "bzip2",
    "lz4": "lz4",
    "lzop": "lzop",
    "xz": "xz-utils",
    "zstd": "zstd",
}
"""Each tool and the Debian package that brings it."""

WARNINGS = ("-std=c11", "-Wall", "-Werror", "-Wno-unused-parameter")
FREESTANDING = (
    "-ffreestanding",
    "-fno-stack-protector",
    "-fno-asynchronous-unwind-tables",
    "-fno-ident",
)
NO_VECTORS = "-mgeneral-regs-only"

GCC, GCC32 = "x86_64-w64-mingw32-gcc", "i686-w64-mingw32-gcc"
GCC_ELF = "x86_64-linux-gnu-gcc"
GCC_ARM64 = "aarch64-linux-gnu-gcc"
GCC_RISCV = "riscv64-linux-gnu-gcc -mcmodel=medany -fno-pie"
GCC_ARM = "arm-linux-gnueabihf-gcc -march=armv7-a -mfloat-abi=soft -fpic -fvisibility=hidden"
CLANG, CLANG32, CLANG_ARM64 = (
    f"clang --target={arch}-unknown-windows" for arch in ("x86_64", "i686", "aarch64")
)
CLANG_RISCV = "clang-19 --target=riscv64-linux-gnu -mcmodel=medany -mno-relax -fno-pie"
CLANG_LOONGARCH = "clang-19 --target=loongarch64-linux-gnu -mno-lsx -fno-pie"
CLANG_ARM = "clang-19 --target=armv7-linux-gnueabi -mfloat-abi=soft -fpic -fvisibility=hidden"

MACHINES = {
    "x86_64": 0x8664,
    "i386": 0x14C,
    "arm64": 0xAA64,
    "arm": 0x1C2,
    "riscv64": 0x5064,
    "loongarch64": 0x6264,
}
"""What PE headers call each architecture (PE/COFF, Machine Types; UEFI 2.10, 2.1.1)."""

BITS_32 = ("i386", "arm")


def run(*command: str | Path, feed: IO[bytes] | None = None) -> bytes:
    """Return what a command prints."""
    return subprocess.run(command, stdin=feed, stdout=subprocess.PIPE, check=True).stdout


def compiling(compiler: str, *flags: str) -> tuple[str, ...]:
    """Return the start of a command that compiles for firmware."""
    return (*compiler.split(), *WARNINGS, *FREESTANDING, *flags, "-nostdlib")


def headers(arch: str) -> tuple[str, ...]:
    """Return what assembly sources must know to write PE headers."""
    return f"-DMACHINE={MACHINES[arch]}", f"-DBITS={32 if arch in BITS_32 else 64}"


def flat_image(compile: tuple[str, ...], kernel: Path, image: Path, *sources: str | Path) -> Path:
    """Link an ELF file by image.lds, PE headers and all, and write its bytes; return the ELF file.

    File offsets are addresses there, and nothing in it depends on where it is loaded.
    """
    elf = image.with_suffix(".elf")
    if compile[0] == "clang-19":
        linker = "-fuse-ld=lld"
    else:
        linker = "-Wl,--no-warn-rwx-segments" + (",--no-relax" if "riscv" in compile[0] else "")
    run(
        *compile, linker, "-static", "-Wl,--build-id=none,-z,noexecstack,-e,0",
        f"-Wl,-T,{kernel / 'image.lds'}", "-o", elf, *(kernel / s for s in sources),
    )  # fmt: skip
    run(objcopy_of(compile[0]), "-O", "binary", elf, image)
    return elf


def objcopy_of(compiler: str) -> str:
    """Return the objcopy that knows what a compiler makes."""
    return "llvm-objcopy-19" if compiler == "clang-19" else compiler.replace("gcc", "objcopy")


def shared_object(compile: tuple[str, ...], folder: Path, image: Path, wide: bool) -> None:
    """Link a shared object and have objcopy make a PE file of it: the way of gnu-efi."""
    library = image.with_suffix(".so")
    run(
        *compile, "-fpic", "-shared", "-Wl,-Bsymbolic,--build-id=none,--hash-style=sysv",
        "-Wl,-z,noexecstack,-z,norelro,-z,nocombreloc,-e,_start,--no-warn-rwx-segments",
        f"-Wl,-T,{folder / 'program.lds'}", "-o", library, *source_files(folder),
    )  # fmt: skip
    names = ("text", "reloc", "data", "dynamic", "rel", "rela", "dynsym", "dynstr")
    source, target = ("elf64-x86-64", "x86_64") if wide else ("elf32-i386", "ia32")
    run(
        "x86_64-linux-gnu-objcopy", *(f"-j.{name}" for name in names), "--strip-all",
        "-I", source, "-O", f"efi-app-{target}", library, image,
    )  # fmt: skip


def source_files(source: Path) -> list[Path]:
    """Return a source, or the sources in a folder."""
    return sorted(source.glob("*.[cS]")) if source.is_dir() else [source]
