"""Which program an image is: what it says of itself, looked up in a table of programs."""

from __future__ import annotations

import re
from pathlib import PureWindowsPath

from efitool.formats._program_contents import Contents
from efitool.formats._program_rows import ROWS, Row, narrow
from efitool.model.image import Image, Section
from efitool.model.program import Program

EDK2_MODULE = re.compile(
    r"[/\\](?:IA32|X64|ARM|AARCH64|RISCV64|LOONGARCH64|EBC)[/\\](.+)[/\\]DEBUG[/\\]"
)
"""Where edk2 builds a module: its path within the source, then its own name (BaseTools)."""

NO_PROGRAM = {"", "sbat", "uki", "uki-addon"}
"""SBAT components that name the format, and what a stub became part of (systemd v258,
src/ukify/ukify.py): no package."""


def identify(image: Image) -> Program | None:
    """Return the program, or None where nothing in the image tells.

    A program of the table comes first, then the name in the debug directory, then what SBAT says
    of the package, then what it was linked with: each tells less than the one before it.
    """
    contents = Contents(image)
    listed = (program for row in ROWS if (program := _listed(row, contents)))
    return next(listed, None) or _debugged(image) or _packaged(image) or _linked(image)


def _listed(row: Row, contents: Contents) -> Program | None:
    found = contents.search(row.mark, row.then)
    if found is None:
        return None
    offset, match = found
    groups = {name: narrow(text) for name, text in match.groupdict().items()}
    versions = (version for source in row.versions if (version := source(contents)))
    return Program(
        name=row.name.format_map(groups),
        version=groups.get("version") or next(versions, None),
        mark=narrow(row.mark),
        offset=offset,
        details=row.details(contents.image.data, offset) if row.details else (),
    )


def _debugged(image: Image) -> Program | None:
    """Name the image as the file with its debug information is named (CodeView)."""
    for entry in image.pe.debug if image.pe else ():
        path = entry.codeview.path if entry.codeview else ""
        if name := PureWindowsPath(path).stem:
            module = EDK2_MODULE.search(path)
            details = (("edk2 module", (module[1],)),) if module else ()
            return Program(name, None, path, entry.offset, details)
    return None


def _packaged(image: Image) -> Program | None:
    """Name the image as SBAT names the package: one that may hold several programs."""
    section = _section(image, ".sbat")
    entry = next((e for e in image.sbat if e.component not in NO_PROGRAM), None)
    if section is None or entry is None:
        return None
    name = entry.package or entry.component
    return Program(name, entry.version or None, f"SBAT component {entry.component}", section.offset)


def _linked(image: Image) -> Program | None:
    """Say that the image was linked with gnu-efi: its programs alone keep ELF's sections."""
    section = _section(image, ".dynamic")
    return Program("gnu-efi program", None, "section .dynamic", section.offset) if section else None


def _section(image: Image, name: str) -> Section | None:
    return next((s for s in (image.pe.sections if image.pe else ()) if s.name == name), None)
