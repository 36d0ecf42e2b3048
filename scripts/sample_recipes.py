"""How the EFI images of samples/ are made, and in which encoding each must hold its GUIDs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sample_tools import (
    CLANG,
    CLANG32,
    CLANG_ARM,
    CLANG_ARM64,
    CLANG_LOONGARCH,
    CLANG_RISCV,
    GCC,
    GCC32,
    GCC_ARM,
    GCC_ARM64,
    GCC_ELF,
    GCC_RISCV,
    NO_VECTORS,
    compiling,
    flat_image,
    headers,
    run,
    shared_object,
    source_files,
)


@dataclass(frozen=True)
class Application:
    """One EFI image: a compiler, its flags, one source or a folder of them."""

    name: str
    source: str
    compiler: str
    flags: tuple[str, ...]
    encoding: str
    subsystem: int = 10
    entry: str = "efi_main"

    def build(self, sources: Path, image: Path) -> Path:
        """Compile and link to ``image``; return the file whose listing shows its code."""
        compile = compiling(self.compiler, *self.flags)
        source = sources / self.source
        arch = self.name.partition("-")[0]
        if "mingw" in self.compiler:
            entry = ("_" if "i686" in self.compiler else "") + self.entry
            run(
                *compile, "-s", f"-Wl,--subsystem,{self.subsystem},-e,{entry}",
                "-Wl,--no-insert-timestamp", "-o", image, *source_files(source),
            )  # fmt: skip
        elif "windows" in self.compiler:
            subsystem = {3: "console", 10: "efi_application", 12: "efi_runtime_driver"}
            run(
                *compile, "-fuse-ld=lld", f"-Wl,-subsystem:{subsystem[self.subsystem]}",
                f"-Wl,-entry:{self.entry}", "-Wl,-timestamp:0", "-o", image, *source_files(source),
            )  # fmt: skip
        elif self.source == "gnu-efi":
            shared_object(compile, source, image, arch != "i386")
        else:
            compile = (*compile, *headers(arch))
            files = source_files(source)
            return flat_image(compile, sources / "kernel", image, "elf-application.S", *files)
        return image


APPLICATIONS = (
    Application("x86_64-gcc-movabs.efi", "acceptance.c", GCC, ("-Os", NO_VECTORS), "movabs pair"),
    Application("x86_64-gcc-swapped.efi", "swapped.c", GCC, ("-O2", NO_VECTORS), "movabs pair"),
    Application("x86_64-gcc-helper.efi", "helper.c", GCC, ("-Os", NO_VECTORS), "movabs pair"),
    Application("x86_64-gcc-fields.efi", "acceptance.c", GCC, ("-O0", NO_VECTORS), "fields"),
    Application("x86_64-gcc-bytes.efi", "fields.c", GCC, ("-O0", NO_VECTORS), "bytes"),
    Application("x86_64-gcc-services.efi", "services.c", GCC, ("-O2",), "RIP-relative lea"),
    Application("x86_64-gcc-boot-driver.efi", "driver.c", GCC, ("-Os",), "RIP-relative lea", 11),
    Application("x86_64-gcc-lookalike.efi", "lookalike.c", GCC, ("-Os",), "data alone"),
    Application(
        "x86_64-gcc-edk2.efi", "edk2", GCC_ELF, ("-Os", "-fpie", "-mno-red-zone"),
        "RIP-relative lea",
    ),
    Application(
        "x86_64-gcc-gnu-efi.efi", "gnu-efi", GCC_ELF, ("-O2", "-mno-red-zone"),
        "RIP-relative lea",
    ),
    Application(
        "x86_64-gcc-gnu-efi-msabi.efi", "gnu-efi", GCC_ELF,
        ("-O2", "-mno-red-zone", "-DGNU_EFI_USE_MS_ABI"), "RIP-relative lea",
    ),
    Application("x86_64-clang-sse.efi", "acceptance.c", CLANG, ("-O2",), "SSE literal"),
    Application(
        "x86_64-clang-halves.efi", "acceptance.c", CLANG, ("-Os", NO_VECTORS), "literal halves"
    ),
    Application("x86_64-clang-services.efi", "services.c", CLANG, ("-O2",), "RIP-relative lea"),
    Application(
        "x86_64-clang-runtime-driver.efi", "driver.c", CLANG, ("-Os",), "RIP-relative lea", 12
    ),
    Application("x86_64-clang-edk2.efi", "edk2", CLANG, ("-Oz", "-flto"), "RIP-relative lea"),
    Application("x86_64-clang-unused.efi", "unused.c", CLANG, ("-O2",), "data alone"),
    Application("x86_64-clang-console.exe", "console.c", CLANG, ("-O2",), "data alone", 3, "start"),
    Application("i386-gcc-mov.efi", "acceptance.c", GCC32, ("-O2",), "mov dword"),
    Application(
        "i386-gcc-registers.efi", "acceptance.c", GCC32, ("-O2", "-march=i686"), "mov dword"
    ),
    Application("i386-gcc-copy.efi", "acceptance.c", GCC32, ("-Os",), "string copy"),
    Application(
        "i386-gcc-gnu-efi.efi", "gnu-efi", GCC_ELF, ("-m32", "-march=i686", "-O2"),
        "GOT-relative lea",
    ),
    Application("i386-clang-quarters.efi", "acceptance.c", CLANG32, ("-O2",), "literal quarters"),
    Application("i386-clang-services.efi", "services.c", CLANG32, ("-O2",), "relocated push"),
    Application("i386-clang-edk2.efi", "edk2", CLANG32, ("-Os",), "absolute address"),
    Application("arm64-gcc-movk.efi", "acceptance.c", GCC_ARM64, ("-Os", NO_VECTORS), "movz/movk"),
    Application(
        "arm64-gcc-fields.efi", "acceptance.c", GCC_ARM64, ("-O0", NO_VECTORS), "movz/movk fields"
    ),
    Application("arm64-gcc-pool.efi", "literal.c", GCC_ARM64, ("-O2", NO_VECTORS), "literal pool"),
    Application("arm64-gcc-services.efi", "services.c", GCC_ARM64, ("-O2",), "section anchor"),
    Application("arm64-clang-vector.efi", "acceptance.c", CLANG_ARM64, ("-O2",), "vector literal"),
    Application("arm64-clang-services.efi", "services.c", CLANG_ARM64, ("-O2",), "adrp + add"),
    Application("arm-gcc-copy.efi", "acceptance.c", GCC_ARM, ("-Os", "-marm"), "load multiple"),
    Application("arm-gcc-services.efi", "services.c", GCC_ARM, ("-O2", "-marm"), "literal + pc"),
    Application("arm-gcc-pool.efi", "swapped.c", GCC_ARM, ("-O2", "-marm"), "ldrd"),
    Application("arm-gcc-bytes.efi", "fields.c", GCC_ARM, ("-O0", "-marm"), "movw bytes"),
    Application(
        "arm-gcc-thumb-copy.efi", "acceptance.c", GCC_ARM, ("-O2", "-mthumb"), "load multiple"
    ),
    Application(
        "arm-gcc-thumb-services.efi", "services.c", GCC_ARM, ("-Os", "-mthumb"), "literal + pc"
    ),
    Application("arm-gcc-thumb-pool.efi", "swapped.c", GCC_ARM, ("-O2", "-mthumb"), "ldrd"),
    Application("arm-clang-movw.efi", "swapped.c", CLANG_ARM, ("-Os", "-marm"), "movw/movt"),
    Application(
        "arm-clang-thumb-movw.efi", "swapped.c", CLANG_ARM, ("-Os", "-mthumb"), "movw/movt"
    ),
    Application("riscv64-gcc-copy.efi", "acceptance.c", GCC_RISCV, ("-Os",), "auipc copy"),
    Application("riscv64-gcc-services.efi", "services.c", GCC_RISCV, ("-O2",), "auipc + addi"),
    Application("riscv64-gcc-pool.efi", "swapped.c", GCC_RISCV, ("-O2",), "auipc + ld"),
    Application("riscv64-gcc-bytes.efi", "fields.c", GCC_RISCV, ("-O0",), "lui bytes"),
    Application(
        "riscv64-clang-lui.efi", "swapped.c", CLANG_RISCV,
        ("-Os", "-mllvm", "-riscv-disable-using-constant-pool-for-large-ints"), "lui sequence",
    ),
    Application("loongarch64-clang-lu12i.efi", "swapped.c", CLANG_LOONGARCH, ("-Os",),
                "lu12i.w sequence"),
    Application("loongarch64-clang-copy.efi", "acceptance.c", CLANG_LOONGARCH,
                ("-O2",), "pcalau12i copy"),
    Application("loongarch64-clang-services.efi", "services.c", CLANG_LOONGARCH, ("-O2",),
                "pcalau12i + addi.d"),
    Application("loongarch64-clang-bytes.efi", "fields.c", CLANG_LOONGARCH, ("-O0",),
                "lu12i.w bytes"),
    Application("loongarch64-clang-nearby.efi", "nearby.c", CLANG_LOONGARCH, ("-O2",), "pcaddi"),
)  # fmt: skip
