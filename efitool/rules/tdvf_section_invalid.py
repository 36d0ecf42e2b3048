"""The sections of the TDVF descriptor are such that a VMM can load them.

Code and variables (BFV, CFV) come from the file and fill their memory; the hand-off block and
temporary memory have nothing in the file. All begin and end at pages of 4 KiB. There is one
hand-off block, and some code.

Passes: OVMF, td-shim. Fails: a TD_HOB with bytes in the file; a BFV that is larger than its memory.

Reference: TDX Virtual Firmware Design Guide, 11.2; QEMU 10.0, hw/i386/tdvf.c,
tdvf_parse_and_check_section_entry().
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule

if TYPE_CHECKING:
    from efitool.model.firmware import TdvfSection

PAGE = 4096
FROM_FILE = {"BFV", "CFV"}
FILLED = {"TD_HOB", "TEMP_MEM", "PERM_MEM"}
"""Types that the VMM fills, or that begin as zeros."""


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Judge each section, and then which of them there are."""
    sections = image.firmware.metadata.tdvf if image.firmware else None
    if sections is None:
        return
    for n, section in enumerate(sections):
        for problem in _problems(section):
            yield f"{image.layer}: TDVF section {n} ({section.type.name})", problem
    types = [section.type.name for section in sections]
    if types.count("TD_HOB") != 1:
        yield f"{image.layer}: TDVF", f"it has {types.count('TD_HOB')} TD_HOB sections"
    if "BFV" not in types:
        yield f"{image.layer}: TDVF", "it has no BFV section"


def _problems(section: TdvfSection) -> Iterator[str]:
    from efitool.model.firmware import TdvfType

    if section.type not in set(TdvfType):
        yield "the type is not defined"
    if section.address % PAGE or section.size % PAGE:
        yield f"{section.address:#x}-{section.end:#x} does not begin and end at a page"
    if section.size == 0:
        yield "it has no memory"
    if section.type.name in FROM_FILE and section.raw_size != section.size:
        yield f"{section.raw_size:#x} bytes of the file go to {section.size:#x} bytes of memory"
    if section.type.name in FILLED and section.raw_size:
        yield f"{section.raw_size:#x} bytes of the file would be put into it"


RULE = Rule("tdvf-section-invalid", Severity.ERROR, check, "correct the TDVF metadata of the build")
