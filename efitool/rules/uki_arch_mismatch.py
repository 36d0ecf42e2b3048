"""The kernel of a unified kernel image is for the architecture of its stub.

Firmware starts the stub, the stub starts the kernel as a PE image of its own machine. A stub for
i386 also starts a kernel for x86_64 whose ``.compat`` section names an entry point for it.

Passes: an arm64 kernel behind ``linuxaa64.efi.stub``. Fails: an arm64 kernel behind
``linuxx64.efi.stub``, which is what `ukify` takes on an x86-64 host unless told otherwise.

Reference: UEFI 2.10, 2.1.1; systemd v258, src/boot/pe.c, pe_kernel_info().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Arch, Image
from efitool.rules._base import Rule
from efitool.rules._profiles import unified


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare each kernel with the stub, where it is known what both are for."""
    for kernel in image.children if unified(image) else ():
        if kernel.arch and image.arch and not _starts(image.arch, kernel):
            yield kernel.layer, f"it is for {kernel.arch}, the stub for {image.arch}"


def _starts(stub: Arch, kernel: Image) -> bool:
    if stub is Arch.I386 and kernel.arch is Arch.X86_64 and kernel.pe:
        return any(section.name == ".compat" for section in kernel.pe.sections)
    return stub is kernel.arch


RULE = Rule("uki-arch-mismatch", Severity.ERROR, check, "build it with the stub for its kernel")
