"""How the EFI images of samples/ are made, and in which encoding each must hold its GUIDs."""

from __future__ import annotations

import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

WARNINGS = ("-std=c11", "-Wall", "-Werror", "-Wno-unused-parameter")
FREESTANDING = (
    "-ffreestanding",
    "-fno-stack-protector",
    "-fno-asynchronous-unwind-tables",
    "-fno-ident",
)
NO_VECTORS = "-mgeneral-regs-only"


def run(*command: str | Path, feed: IO[bytes] | None = None) -> bytes:
    """Return what a command prints."""
    return subprocess.run(command, stdin=feed, stdout=subprocess.PIPE, check=True).stdout


@dataclass(frozen=True)
class Encoding:
    """One way to hold a GUID.

    ``whole`` says that its sixteen bytes stand together in the file. ``instructions`` are regular
    expressions for the disassembly, all of which must match; they may name the parts of the GUID
    as immediates (`q`, `d`, `w`, `b` and a number), its address and its page.
    """

    form: str
    whole: bool
    instructions: tuple[str, ...]

    def patterns(self, guid: bytes, address: int) -> list[str]:
        """Return the expressions for one GUID, of which a copy is at ``address``."""
        names = {
            f"{letter}{i}": immediate(value, size)
            for letter, code, size in (("q", "Q", 8), ("d", "I", 4), ("w", "H", 2), ("b", "B", 1))
            for i, value in enumerate(struct.unpack(f"<{16 // size}{code}", guid))
        }
        for i in range(0, 16, 4):
            names[f"at{i}"] = f"{address + i:#x}\\b"
        names["page"], names["low"] = f"{address & ~0xFFF:#x}\\b", f"{address & 0xFFF:#x}\\b"
        return [instruction.format_map(names) for instruction in self.instructions]


def immediate(value: int, size: int) -> str:
    """Return an expression for an immediate, which a disassembler may take for negative."""
    return f"(?:{value:#x}|-{(1 << 8 * size) - value:#x})\\b"


ENCODINGS = {
    "data alone": Encoding("data", True, ()),
    "movabs pair": Encoding("immediate", False, (r"movabsq\s+\${q0}", r"movabsq\s+\${q1}")),
    "mov dword": Encoding("immediate", False, tuple(rf"movl\s+\${{d{i}}}" for i in range(4))),
    "fields": Encoding(
        "immediate",
        False,
        (r"movl\s+\${d0}", r"movw\s+\${w2}", r"movw\s+\${w3}", r"movabsq\s+\${q1}"),
    ),
    "bytes": Encoding(
        "immediate",
        False,
        (
            r"movl\s+\${d0}",
            r"movw\s+\${w2}",
            r"movw\s+\${w3}",
            *(rf"movb\s+\${{b{i}}}" for i in range(8, 16)),
        ),
    ),
    "movz/movk": Encoding(
        "immediate",
        False,
        tuple(rf"mov[zk]?\s+x\d+, #{{w{i}}}" for i in range(8)),
    ),
    "movz/movk fields": Encoding(
        "immediate",
        False,
        tuple(rf"mov[zk]?\s+{'w' if i < 4 else 'x'}\d+, #{{w{i}}}" for i in range(8)),
    ),
    "SSE literal": Encoding("immediate", True, (r"movups\s.*\(%rip\), %xmm\d+ +# {at0}",)),
    "literal halves": Encoding(
        "immediate", True, (r"movq\s.*\(%rip\), .*# {at0}", r"movq\s.*\(%rip\), .*# {at8}")
    ),
    "literal quarters": Encoding(
        "immediate", True, tuple(rf"movl\s+{{at{i}}}, %" for i in range(0, 16, 4))
    ),
    "literal pool": Encoding("immediate", True, (r"ldr\s+x\d+, {at0}", r"ldr\s+x\d+, {at8}")),
    "vector literal": Encoding(
        "pointer", True, (r"adrp\s+x\d+, {page}", r"add\s+x\d+, x\d+, #{low}", r"ldr\s+q\d+, \[x")
    ),
    "string copy": Encoding("pointer", True, (r"movl\s+\${at0}, %esi", r"rep\s+movsl")),
    "RIP-relative lea": Encoding("pointer", True, (r"leaq\s.*\(%rip\), .*# {at0}",)),
    "relocated push": Encoding("pointer", True, (r"pushl\s+\${at0}",)),
    "adrp + add": Encoding("pointer", True, (r"adrp\s+x\d+, {page}", r"add\s+x\d+, x\d+, #{low}")),
    "section anchor": Encoding("pointer", True, (r"adrp", r"add\s+x\d+, x\d+, #")),
}


@dataclass(frozen=True)
class Application:
    """One EFI image: a compiler, its flags, one source."""

    name: str
    source: str
    compiler: str
    flags: tuple[str, ...]
    encoding: str
    subsystem: int = 10
    entry: str = "efi_main"

    def build(self, sources: Path, image: Path) -> None:
        """Compile and link to ``image``."""
        compile = (*self.compiler.split(), *WARNINGS, *FREESTANDING, *self.flags, "-nostdlib")
        source = sources / self.source
        if "mingw" in self.compiler:
            entry = ("_" if "i686" in self.compiler else "") + self.entry
            run(
                *compile, "-s", f"-Wl,--subsystem,{self.subsystem},-e,{entry}",
                "-Wl,--no-insert-timestamp", "-o", image, source,
            )  # fmt: skip
        elif "clang" in self.compiler:
            subsystem = {3: "console", 10: "efi_application", 12: "efi_runtime_driver"}
            run(
                *compile, "-fuse-ld=lld", f"-Wl,-subsystem:{subsystem[self.subsystem]}",
                f"-Wl,-entry:{self.entry}", "-Wl,-timestamp:0", "-o", image, source,
            )  # fmt: skip
        else:
            flat_image(compile, sources / "kernel", image, "arm64-application.S", source)


def flat_image(compile: tuple[str, ...], kernel: Path, image: Path, *sources: str | Path) -> None:
    """Link an ELF file by image.lds, PE headers and all, and write its bytes."""
    elf = image.with_suffix(".elf")
    run(
        *compile, "-static", "-Wl,--build-id=none,--no-warn-rwx-segments,-z,noexecstack,-e,0",
        f"-Wl,-T,{kernel / 'image.lds'}", "-o", elf, *(kernel / s for s in sources),
    )  # fmt: skip
    run(compile[0].replace("gcc", "objcopy"), "-O", "binary", elf, image)


GCC, GCC32 = "x86_64-w64-mingw32-gcc", "i686-w64-mingw32-gcc"
GCC_ARM64 = "aarch64-linux-gnu-gcc"
CLANG, CLANG32, CLANG_ARM64 = (
    f"clang --target={arch}-unknown-windows" for arch in ("x86_64", "i686", "aarch64")
)

APPLICATIONS = (
    Application("x86_64-gcc-movabs.efi", "acceptance.c", GCC, ("-Os", NO_VECTORS), "movabs pair"),
    Application("x86_64-gcc-swapped.efi", "swapped.c", GCC, ("-O2", NO_VECTORS), "movabs pair"),
    Application("x86_64-gcc-helper.efi", "helper.c", GCC, ("-Os", NO_VECTORS), "movabs pair"),
    Application("x86_64-gcc-fields.efi", "acceptance.c", GCC, ("-O0", NO_VECTORS), "fields"),
    Application("x86_64-gcc-bytes.efi", "fields.c", GCC, ("-O0", NO_VECTORS), "bytes"),
    Application("x86_64-gcc-services.efi", "services.c", GCC, ("-O2",), "RIP-relative lea"),
    Application("x86_64-gcc-boot-driver.efi", "driver.c", GCC, ("-Os",), "RIP-relative lea", 11),
    Application("x86_64-gcc-lookalike.efi", "lookalike.c", GCC, ("-Os",), "data alone"),
    Application("x86_64-clang-sse.efi", "acceptance.c", CLANG, ("-O2",), "SSE literal"),
    Application(
        "x86_64-clang-halves.efi", "acceptance.c", CLANG, ("-Os", NO_VECTORS), "literal halves"
    ),
    Application("x86_64-clang-services.efi", "services.c", CLANG, ("-O2",), "RIP-relative lea"),
    Application(
        "x86_64-clang-runtime-driver.efi", "driver.c", CLANG, ("-Os",), "RIP-relative lea", 12
    ),
    Application("x86_64-clang-unused.efi", "unused.c", CLANG, ("-O2",), "data alone"),
    Application("x86_64-clang-console.exe", "console.c", CLANG, ("-O2",), "data alone", 3, "start"),
    Application("i386-gcc-mov.efi", "acceptance.c", GCC32, ("-O2",), "mov dword"),
    Application(
        "i386-gcc-registers.efi", "acceptance.c", GCC32, ("-O2", "-march=i686"), "mov dword"
    ),
    Application("i386-gcc-copy.efi", "acceptance.c", GCC32, ("-Os",), "string copy"),
    Application("i386-clang-quarters.efi", "acceptance.c", CLANG32, ("-O2",), "literal quarters"),
    Application("i386-clang-services.efi", "services.c", CLANG32, ("-O2",), "relocated push"),
    Application("arm64-gcc-movk.efi", "acceptance.c", GCC_ARM64, ("-Os", NO_VECTORS), "movz/movk"),
    Application(
        "arm64-gcc-fields.efi", "acceptance.c", GCC_ARM64, ("-O0", NO_VECTORS), "movz/movk fields"
    ),
    Application("arm64-gcc-pool.efi", "literal.c", GCC_ARM64, ("-O2", NO_VECTORS), "literal pool"),
    Application("arm64-gcc-services.efi", "services.c", GCC_ARM64, ("-O2",), "section anchor"),
    Application("arm64-clang-vector.efi", "acceptance.c", CLANG_ARM64, ("-O2",), "vector literal"),
    Application("arm64-clang-services.efi", "services.c", CLANG_ARM64, ("-O2",), "adrp + add"),
)
