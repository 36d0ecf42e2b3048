"""How the unified kernel images of samples/ are made: a stub, and sections that are added to it."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sample_containers import KERNELS
from sample_encodings import prove
from sample_kernels import ARCHES, Kernel
from sample_layers import VERSION, Layer
from sample_references import Reference, references
from sample_tools import compiling, flat_image, headers

Section = tuple[str, bytes]
"""A name and what it holds; `LINUX` and a kernel's name for a kernel."""

LINUX = ".linux"
STUB_VERSION = "257-efitool-sample"

ALIGNMENT = 0x200
INITIALIZED_DATA_READ = 0x4000_0040

ENCODINGS = {"x86_64": "RIP-relative lea", "arm64": "section anchor", "riscv64": "auipc + addi"}
"""How the stub of each architecture holds GUIDs."""

OSREL = b'ID=efitool-sample\nNAME="efitool sample"\nVERSION_ID=9\nPRETTY_NAME="efitool sample 9"\n'
SBAT = b"""\
sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md
efitool-sample,1,efitool,efitool-sample,9,https://example.org/
"""
CPIO = (b"070701" + b"0" * 8 * 11 + b"0000000B" + b"0" * 8 + b"TRAILER!!!\0\0\0").ljust(128, b"\0")
"""An archive with nothing in it (Linux, Documentation/driver-api/early-userspace/buffer-format)."""
BMP = struct.pack("<2sIHHI IiiHHIIiiII 4s", b"BM", 58, 0, 0, 54,
                  40, 1, 1, 1, 24, 0, 4, 2835, 2835, 0, 0, b"\xff\xff\xff\0")  # fmt: skip
"""A picture of one pixel."""
PCRSIG = b'{"sha256":[{"pcrs":[11],"pkfp":"00","pol":"00","sig":"AA=="}]}'
PCRPKEY = b"-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n"


def device_tree(compatible: bytes) -> bytes:
    """Return a flattened device tree whose root has one property (Devicetree v0.4, 5)."""
    value = compatible + b"\0"
    structure = struct.pack(">I4xIII", 1, 3, len(value), 0)
    structure += value + bytes(-len(value) % 4) + struct.pack(">II", 2, 9)
    strings = b"compatible\0"
    at = 40 + 16
    header = struct.pack(
        ">10I", 0xD00D_FEED, at + len(structure) + len(strings), at, at + len(structure), 40,
        17, 16, 0, len(strings), len(structure),
    )  # fmt: skip
    return header + bytes(16) + structure + strings


@dataclass(frozen=True)
class Uki:
    """A UKI, an addon or a bare stub. ``type`` is what efitool calls it."""

    name: str
    arch: str
    type: str
    source: str
    sections: tuple[Section, ...] = ()

    @property
    def magic(self) -> bytes:
        """What the stub says of itself (systemd v258, src/boot/stub.c and addon.c)."""
        what = "stub" if self.source == "stub.c" else "addon"
        return b"#### LoaderInfo: systemd-%b %b ####\0" % (what.encode(), STUB_VERSION.encode())

    @property
    def summary(self) -> str:
        what = {"uki": "UKI", "uki-addon": "addon", "systemd-stub": "stub with nothing in it"}
        return f"{self.arch}, {what[self.type]}: {' '.join(self.section_names()) or 'no sections'}"

    def section_names(self) -> list[str]:
        return [name for name, _ in self.sections]

    def kernels(self) -> list[tuple[str, Kernel]]:
        """Return the kernels in it, and what selects the profile of each."""
        profile, found = -1, []
        for name, content in self.sections:
            profile += name == ".profile"
            if name == LINUX:
                [kernel] = (k for k in KERNELS if k.name == content.decode())
                found.append((f"@{profile}" if profile >= 0 else "", kernel))
        return found

    def references(self, sources: Path) -> list[tuple[str, Reference]]:
        """Return what the stub and the kernels refer to, each with how."""
        held = [(ENCODINGS[self.arch], r) for r in references(sources / "uki" / self.source)]
        for _, kernel in self.kernels():
            held += [(kernel.encoding, r) for r in kernel.references(sources / "kernel")]
        return list(dict.fromkeys(held))

    def layers(self) -> list[Layer]:
        """Return what is to be found in it, outermost first."""
        layer = {"uki": "uki", "uki-addon": "addon", "systemd-stub": "systemd-stub"}[self.type]
        sections = (".text", ".data", ".sdmagic", ".sbat", *self.section_names())
        own = Layer(layer, self.type, self.arch, ("pe", layer), "", sections)
        return [
            own,
            *(
                inner.behind(own, f"{layer}:{profile}{LINUX}")
                for profile, kernel in self.kernels()
                for inner in kernel.layers()
            ),
        ]

    def build(self, sources: Path, image: Path, kernels: Mapping[str, bytes]) -> None:
        """Compile the stub and add the sections."""
        arch = ARCHES[self.arch]
        compile = (
            *compiling(arch.compiler, "-O2", *arch.flags), *headers(self.arch),
            f"-DIMAGE_VERSION={STUB_VERSION.partition('-')[0]}",
        )  # fmt: skip
        folder = sources / "uki"
        listed = flat_image(
            compile, sources / "kernel", image, folder / "stub.S", folder / self.source
        )
        prove(image, listed, ENCODINGS[self.arch], references(folder / self.source))
        contents = [
            (name, kernels[content.decode()] if name == LINUX else content)
            for name, content in ((".sdmagic", self.magic), (".sbat", SBAT), *self.sections)
        ]
        image.write_bytes(with_sections(image.read_bytes(), contents))


def with_sections(image: bytes, sections: Sequence[Section]) -> bytes:
    """Return a PE image with sections added behind the others, padded to the file alignment.

    PE/COFF, 3.3 (NumberOfSections), 3.4.2 (SizeOfImage), 4 (section table). File offsets of
    ``image`` are RVAs.
    """
    data = bytearray(image)
    (pe,) = struct.unpack_from("<I", data, 0x3C)
    count, optional = struct.unpack_from("<H12xH", data, pe + 6)
    table = pe + 24 + optional + 40 * count
    for row, (name, content) in enumerate(sections):
        struct.pack_into(
            "<8sIIIIIIHHI", data, table + 40 * row, name.encode(), len(content), len(data),
            len(content) + -len(content) % ALIGNMENT, len(data), 0, 0, 0, 0, INITIALIZED_DATA_READ,
        )  # fmt: skip
        data += content + bytes(-len(content) % ALIGNMENT)
    struct.pack_into("<H", data, pe + 6, count + len(sections))
    struct.pack_into("<I", data, pe + 24 + 56, len(data))
    return bytes(data)


def profile(id: str, title: str) -> Section:
    return ".profile", f"ID={id}\nTITLE={title}\n".encode()


IDENTITY: tuple[Section, ...] = ((".osrel", OSREL), (".uname", VERSION.encode()))
UKIS = (
    Uki(
        "synthetic-x86_64.uki.efi", "x86_64", "uki", "stub.c",
        (
            *IDENTITY,
            (".cmdline", b"console=ttyS0 root=LABEL=sample"),
            (".splash", BMP),
            (".ucode", CPIO),
            (".initrd", CPIO),
            (LINUX, b"synthetic-x86_64-unaccepted-gzip.bzimage"),
            (".pcrpkey", PCRPKEY),
            (".pcrsig", PCRSIG),
        ),
    ),
    Uki(
        "synthetic-x86_64-profiles.uki.efi", "x86_64", "uki", "stub.c",
        (
            *IDENTITY,
            (LINUX, b"synthetic-x86_64-unaccepted-gzip.bzimage"),
            profile("main", "Boot"),
            (".cmdline", b"quiet"),
            profile("factory-reset", "Reset to factory defaults"),
            (".cmdline", b"systemd.unit=factory-reset.target"),
            profile("old", "The kernel before"),
            (".cmdline", b"debug"),
            (LINUX, b"synthetic-x86_64-plain-xz.bzimage"),
        ),
    ),
    Uki(
        "synthetic-arm64.uki.efi", "arm64", "uki", "stub.c",
        (
            *IDENTITY,
            (".cmdline", b"console=ttyAMA0"),
            (".dtb", device_tree(b"efitool,sample")),
            (".hwids", bytes(32)),
            (".dtbauto", device_tree(b"efitool,sample-a")),
            (".dtbauto", device_tree(b"efitool,sample-b")),
            (".efifw", b"no firmware"),
            (LINUX, b"synthetic-arm64-zboot-gzip.efi"),
        ),
    ),
    Uki(
        "synthetic-riscv64.uki.efi", "riscv64", "uki", "stub.c",
        (*IDENTITY, (".cmdline", b"earlycon"), (LINUX, b"synthetic-riscv64.image")),
    ),
    Uki(
        "synthetic-x86_64.addon.efi", "x86_64", "uki-addon", "addon.c",
        ((".cmdline", b"module_blacklist=sample"), (".ucode", CPIO)),
    ),
    Uki("synthetic-x86_64.stub.efi", "x86_64", "systemd-stub", "stub.c"),
    Uki("synthetic-arm64.stub.efi", "arm64", "systemd-stub", "stub.c"),
    Uki("synthetic-x86_64-addon.stub.efi", "x86_64", "systemd-stub", "addon.c"),
)  # fmt: skip
