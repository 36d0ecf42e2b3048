"""What other tools say of a file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.real.archive import Package, Suite
from tests.real.availability import UnavailableError
from tests.real.shelf import fetch


class RefusedError(Exception):
    """A tool does not read a file; the message is its own."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section as a tool tells it."""

    name: str
    size: int
    address: int
    offset: int


@dataclass(frozen=True, slots=True)
class PeFile:
    """What llvm-readobj says of a PE file; a directory is an RVA and a size."""

    machine: int
    subsystem: int
    dll_characteristics: int
    entry_point: int
    size_of_image: int
    image_version: tuple[int, int]
    symbols: int
    sections: tuple[Section, ...]
    virtual_sizes: tuple[int, ...]
    directories: dict[str, tuple[int, int]]


def output(tool: str, *arguments: str | Path) -> str:
    """Run a tool and return what it writes; `RefusedError` where it fails."""
    if shutil.which(tool) is None:
        raise UnavailableError(f"{tool} is not installed")
    done = subprocess.run([tool, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise RefusedError(done.stderr.strip())
    return done.stdout


def readobj(path: Path) -> PeFile:
    """Read PE headers and the section table with llvm-readobj, which has every machine."""
    text = output("llvm-readobj", "--file-headers", "--sections", path)
    headers, _, table = text.partition("\nSections [")

    def number(name: str) -> int:
        return _number(headers, name)

    directories = re.findall(r"^    (\w+)RVA: (\w+)\n +\w+Size: (\w+)", headers, re.M)
    sections = re.findall(
        r"Name: (.*?) \([0-9A-F ]+\)\n *VirtualSize: (\w+)\n *VirtualAddress: (\w+)\n"
        r" *RawDataSize: (\w+)\n *PointerToRawData: (\w+)",
        table,
    )
    return PeFile(
        machine=number("Machine"),
        subsystem=number("Subsystem"),
        dll_characteristics=int(
            re.findall(r"^  Characteristics \[ \((\w+)\)", headers, re.M)[1], 0
        ),
        entry_point=number("AddressOfEntryPoint"),
        size_of_image=number("SizeOfImage"),
        image_version=(number("MajorImageVersion"), number("MinorImageVersion")),
        symbols=number("SymbolCount"),
        sections=tuple(
            Section(name, int(size, 0), int(address, 0), int(offset, 0))
            for name, _, address, size, offset in sections
        ),
        virtual_sizes=tuple(int(size, 0) for _, size, *_ in sections),
        directories={
            name: (int(rva, 0), int(size, 0)) for name, rva, size in directories if int(size, 0)
        },
    )


def objdump(path: Path) -> tuple[Section, ...]:
    """Read the section table with binutils: addresses are those at the image base."""
    text = output("objdump", "-h", "-w", path)
    rows = re.findall(r"^ +\d+ (\S+) +(\w+) +(\w+) +\w+ +(\w+) ", text, re.MULTILINE)
    return tuple(
        Section(name, int(size, 16), int(address, 16), int(offset, 16))
        for name, size, address, offset in rows
    )


def file_type(path: Path) -> str:
    return output("file", "--brief", path).strip()


def build_id(path: Path) -> str | None:
    """The build id in an ELF file's notes."""
    found = re.search(r"Build ID: (\w+)", output("readelf", "--notes", "--wide", path))
    return found[1] if found else None


def signers(path: Path) -> list[str]:
    """The common names of all certificates in the signatures of a PE file."""
    text = output("sbverify", "--list", path)
    return re.findall(r"subject: .*/CN=([^/\n]+)", text)


def ukify(*arguments: str | Path) -> str:
    """Run the ukify of Debian's package, by the Python of this test."""
    return output(sys.executable, _ukify(), *arguments)


def ukify_inspect(path: Path) -> dict[str, Any]:
    """The sections of a base profile by name, further profiles in ``_profiles``."""
    told: dict[str, Any] = json.loads(ukify("--json=short", "inspect", path))
    return told


@cache
def _ukify() -> Path:
    def package(suite: Suite) -> tuple[Package, ...]:
        return suite.packages("systemd-ukify")

    wanted = {"ukify": re.compile(r"usr/(bin|lib/systemd)/ukify")}
    return fetch("ukify", "sid", "i386", package, wanted) / "ukify"


def _number(text: str, name: str) -> int:
    found = re.search(rf"^ *{name}: (?:.*\()?(\w+)\)?$", text, re.MULTILINE)
    assert found, name
    return int(found[1], 0)
