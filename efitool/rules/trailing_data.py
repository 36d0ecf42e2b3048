"""Everything in a PE file belongs to its headers, sections, symbols or certificates.

What follows is not loaded. Behind a signature it is a matter of ``signature-outgrown``.
The usual causes are a file written over a longer one, and an ELF file whose sections were cut out
by hand.

Passes: any image as it was linked or signed. Fails: fwupd 1.9 for armhf, which is followed by the
tables of the ELF file that it was.

Reference: PE/COFF, Section Table and The Attribute Certificate Table.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image, PeHeader
from efitool.rules._base import Rule


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Compare the end of the last thing that the headers lead to with the size of the file."""
    pe = image.pe
    if pe is None:
        return
    end = claimed(pe)
    trailing = len(image.data) - end
    if trailing > 0 and end != _signed(pe):
        yield image.layer, f"nothing claims its last {trailing} bytes, from {end:#x}"


def claimed(pe: PeHeader) -> int:
    """Return the end of the last thing that the headers lead to."""
    return max(
        pe.size_of_headers,
        _signed(pe),
        pe.symbols.end if pe.symbols else 0,
        *(section.end for section in pe.sections if section.size),
        *(entry.offset + entry.size for entry in pe.debug),
    )


def _signed(pe: PeHeader) -> int:
    certificates = pe.directory("security")
    return certificates.rva + certificates.size if certificates else 0


RULE = Rule("trailing-data", Severity.NOTE, check, "cut it off, or find out who put it there")
