"""Resource hand-off blocks in the debug log of edk2: those of a TDX guest, or of a payload.

::

    ResourceType: 0x7                          ResourceType      = EFI_RESOURCE_SYSTEM_MEMORY
    ResourceAttribute: 0x7                     ResourceAttribute = 0x3C07
    PhysicalStart: 0x100000000                 PhysicalStart     = 0x0
    ResourceLength: 0x80000000                 ResourceLength    = 0x20000000

A TDX guest prints no more than the type of what is not unaccepted.

Reference: edk2 202405, OvmfPkg/Library/PlatformInitLib/IntelTdx.c, ProcessHobList();
UefiPayloadPkg/UefiPayloadEntry/PrintHob.c, PrintResourceDiscriptorHob().
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from efitool.formats._base import Kind
from efitool.formats._log_scan import LineReader, Row
from efitool.formats._text_format import text_format
from efitool.formats.td_hob import resource_name
from efitool.model.memmap import Unread
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

NAME = "edk2-hobs"

PATTERN = rb"(Resource(?:Type|Length)) *[:=] *([^\r\n]*)"
HEADING = rb"(PhysicalStart) *[:=] *([^\r\n]*)"

NUMBER = re.compile(r"0x([0-9a-fA-F]{1,16}) *")
TYPE = re.compile(r"0x(?P<number>[0-9a-fA-F]{1,8}) *|(?P<name>\w+) *")

FIELDS = ("ResourceType", "PhysicalStart", "ResourceLength")

FAR = 4
"""Lines from the first of a block to its last at most: another field is between, or its owner."""


class Block(NamedTuple):
    """The lines of one block that have a range, and what they say, if it can be read."""

    line: int
    text: str
    range: NamedRange | None


def read(rows: Sequence[Row]) -> Iterator[RangeList]:
    """Yield each list of a log, which ends where one of its blocks comes again."""
    part, seen = list[Block](), set[NamedRange]()
    for block in _blocks(rows):
        if block.range in seen:
            yield _list(part)
            part, seen = [], set()
        part.append(block)
        seen |= {block.range} if block.range else set()
    if seen:
        yield _list(part)


def _blocks(rows: Sequence[Row]) -> Iterator[Block]:
    for block in zip(rows, rows[1:], rows[2:], strict=False):
        near = block[2].line <= block[0].line + FAR
        if near and tuple(row.groups[0] for row in block) == FIELDS:
            text = ", ".join(" ".join(row.groups) for row in block)
            yield Block(block[0].line, text, _range(*(row.groups[1] for row in block)))


def _range(type: str, start: str, length: str) -> NamedRange | None:
    """Return the range of a block, or nothing if a line of it is damaged."""
    what, first, size = TYPE.fullmatch(type), NUMBER.fullmatch(start), NUMBER.fullmatch(length)
    if not (what and first and size):
        return None
    name = what["name"] or resource_name(int(what["number"], 16))
    return NamedRange(PhysRange.sized(int(first[1], 16), int(size[1], 16)), name)


def _list(blocks: Sequence[Block]) -> RangeList:
    return RangeList(
        NAME,
        f"line {blocks[0].line}",
        tuple(b.range for b in blocks if b.range),
        tuple(b.line for b in blocks if b.range),
        tuple(Unread(b.line, b.text) for b in blocks if not b.range),
    )


READER = LineReader(NAME, PATTERN, read, heading=HEADING)
FORMAT = text_format(
    READER,
    summary="resource hand-off blocks in edk2's debug log",
    kind=Kind.MEMORY_MAP,
    loses="EFI types and attributes; of a TDX guest, all that is not unaccepted",
    example="the debug port's log of a DEBUG build: -debugcon file:LOG",
)
