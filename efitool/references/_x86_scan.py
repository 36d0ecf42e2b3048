"""Finds, by patterns of bytes, where x86 code may hold pieces of GUIDs and start functions.

Encodings: Intel SDM volume 2, 2.1.5 (ModR/M) and the pages of the instructions named. A pattern
may match in the middle of an instruction: whoever walks the code finds out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from efitool.errors import LimitError
from efitool.references._image_map import ImageMap, Run
from efitool.references._pieces import GUID_SIZE, Piece

STORED = (
    rb"\xc7(?:[\x00-\x03\x06\x07]|\x04.|\x05.{4}|[\x40-\x43\x45-\x47].|\x44.."
    rb"|[\x80-\x83\x85-\x87].{4}|\x84.{5})"
)
"""``mov dword [m], imm32`` up to the immediate, for every length that ModR/M gives it."""

STORE = re.compile(STORED + rb"(?=(.{4}))", re.DOTALL)
IMMEDIATE_32 = re.compile(rb"(?:[\xb8-\xbf]|\x68|" + STORED + rb")(?=(.{4}))", re.DOTALL)
"""``mov r32, imm32``, ``push imm32``, ``mov dword [m], imm32``."""

LEA = 0x8D
READS = {LEA: 0, 0x8B: 8, 0x3B: 8, 0x33: 8, 0x7E: 8, 0x10: 16, 0x28: 16, 0x6F: 16}
"""How many bytes are read, by the last byte of the opcode: ``lea``; ``mov``, ``cmp`` and ``xor``;
``movq``, ``movups``, ``movaps`` and ``movdqa`` into an xmm register."""

T = TypeVar("T")

WITH_REX_W = frozenset((LEA, 0x8B, 0x3B, 0x33))
WITH_PREFIX = frozenset((0x6F, 0x7E))
"""What needs 66 or F3 before 0F (and before REX)."""

MOVABS = b"RI"
RIP_RELATIVE = b"OM"
CLASSES = {
    b"R": b"\x48\x49",
    b"I": bytes(range(0xB8, 0xC0)),
    b"O": bytes(READS),
    b"M": bytes(range(0x05, 0x3E, 8)),
}
"""What a byte may be: REX.W or REX.WB; B8+r, ``mov r, imm``; the end of an opcode of `READS`;
ModR/M of a distance from rip. Two in a row are found many times faster than by a regular expression
over the code itself, in which each is common."""

CLASS_OF = bytes(
    next((name[0] for name, members in CLASSES.items() if byte in members), 0)
    for byte in range(256)
)

REX_R = 0x44
"""The prefix of xmm8 to xmm15."""

REX_OF_ADDRESS = frozenset((0x41, 0x42, 0x43))
"""The prefixes of a store of four bytes behind r8 to r15."""

FAR_FROM_BASE = re.compile(
    rb"\x8d[\x80-\x83\x85-\x8b\x8d-\x93\x95-\x9b\x9d-\xa3\xa5-\xab\xad-\xb3"
    rb"\xb5-\xbb\xbd-\xbf](?=(.{4}))",
    re.DOTALL,
)
"""``lea r32, [r32 + disp32]``: ModR/M with mod 2 and no SIB byte."""

CALL = re.compile(rb"\xe8(?!\0{4})(?=(.{3}[\x00\xff]))", re.DOTALL)
"""``call rel32``, no further than 16 MiB, and not of the next instruction."""

PROLOGUE = re.compile(rb"\x55\x48?\x89\xe5")
"""``push rbp; mov rbp, rsp``."""

GOT_BASE = re.compile(
    rb"\xe8(?:.{4}|\0{4}[\x58-\x5f])(?:\x81[\xc0-\xc7]|\x05)(?=(.{4}))", re.DOTALL
)
"""i386 -fPIC: ``call`` of a thunk that returns its return address (or of the next instruction,
which pops it), then ``add r32, imm32``: the register is the address of the global offset table."""

MAX_GOTS = 4
"""Global offset tables believed in, the commonest. An image has one; each costs a scan."""

TABLE_LOAD_64 = re.compile(
    rb"\x48\x8b[\x40-\x7f][\x58\x60](?=.{0,32}?\x48\x89[\x05\x0d\x15\x1d\x25\x2d\x35\x3d])",
    re.DOTALL,
)
"""``mov r64, [r64 + 0x60]`` and soon after ``mov [rip + ...], r64`` (gnu-efi: ``BS = ...``)."""

TABLE_LOAD_32 = re.compile(
    rb"\x8b[\x40-\x7f][\x38\x3c](?=.{0,32}?(?:\xa3|\x89[\x05\x0d\x15\x1d\x25\x2d\x35\x3d\x80-\xbf]))",
    re.DOTALL,
)
"""``mov r32, [r32 + 0x3c]`` and soon after a store to an absolute address or far from a base."""

MAX_MATCHES = 1_000_000
"""Matches of one pattern in one image: what 30 MB of code have."""

MAX_TABLE_LOADS = 64
"""Places looked at for a variable that holds a table. A program has one or two."""


def pieces_64(
    image: ImageMap, known: Iterable[bytes], data: Mapping[int, bytes]
) -> Iterator[Piece]:
    """Yield what x86-64 code may hold: immediates, literals, addresses."""
    wide: dict[bytes, list[int]] = defaultdict(list)
    for run in image.code:
        classes = run.data.translate(CLASS_OF)
        for at in _limited(_occurrences(classes, MOVABS)):
            wide[run.data[at + 2 : at + 10]].append(run.rva + at)
        for at in _limited(_occurrences(classes, RIP_RELATIVE)) if data else ():
            distance = int.from_bytes(run.data[at + 2 : at + 6], "little", signed=True)
            target = run.rva + at + 6 + distance
            if target in data:
                yield from _relative(run, at, data[target], 0)
            elif target - 8 in data and run.data[at] != LEA:
                yield from _relative(run, at, data[target - 8], 8)
    yield from _built(known, wide, 8)
    yield from _built(known, _immediates(image, STORE, REX_OF_ADDRESS), 4)
    yield from _addresses(image, wide, data, 8)


def _limited(matches: Iterable[T]) -> Iterator[T]:
    for number, match in enumerate(matches):
        if number == MAX_MATCHES:
            raise LimitError(f"code holds more than {MAX_MATCHES} candidates of one kind")
        yield match


def _occurrences(classes: bytes, pair: bytes) -> Iterator[int]:
    at = classes.find(pair)
    while at >= 0:
        yield at
        at = classes.find(pair, at + 1)


def _relative(run: Run, opcode: int, guid: bytes, start: int) -> Iterator[Piece]:
    """Yield the piece of an instruction with a distance; ``opcode`` is where its opcode ends."""
    code = run.data
    size = READS[code[opcode]]
    at = opcode - 1
    general = code[opcode] in WITH_REX_W
    if at < 0 or (code[at] & 0xF8 != 0x48 if general else code[at] != 0x0F):
        return
    if not general:
        at -= code[at - 1] == REX_R
        at -= code[opcode] in WITH_PREFIX
    stop = start + size if size else GUID_SIZE
    yield Piece(run.rva + at, guid, start, min(stop, GUID_SIZE), address=not size)


def pieces_32(
    image: ImageMap, known: Iterable[bytes], data: Mapping[int, bytes]
) -> Iterator[Piece]:
    """Yield what i386 code may hold: immediates; addresses, absolute or from the GOT."""
    immediates = _immediates(image, IMMEDIATE_32)
    yield from _built(known, immediates, 4)
    yield from _addresses(image, immediates, data, 4)
    distances = _immediates(image, FAR_FROM_BASE)
    for got in _gots(image):
        for rva, guid in data.items():
            for at in distances.get(_le(rva - got, 4), ()):
                yield Piece(at, guid, 0, GUID_SIZE, address=True)


def table_loads(image: ImageMap, pattern: re.Pattern[bytes]) -> list[int]:
    """Return where code may copy the address of a services table to a variable."""
    found = (run.rva + m.start() for run in image.code for m in pattern.finditer(run.data))
    return list(islice(found, MAX_TABLE_LOADS))


def starts(image: ImageMap) -> list[int]:
    """Return what looks like the start of a function: entry, calls' targets, prologues."""
    found = set() if image.entry is None else {image.entry}
    for run in image.code:
        data = run.data
        targets = {
            match.end() + 4 + int.from_bytes(match[1], "little", signed=True)
            for match in _limited(CALL.finditer(data))
        }
        targets.update(match.start() for match in PROLOGUE.finditer(data))
        found.update(run.rva + t for t in targets if 0 <= t < len(data) and _may_start(data, t))
    return sorted(found)


def _may_start(data: bytes, at: int) -> bool:
    """Whether what stands before can end a function.

    ``ret``, ``int3``, ``nop`` (long ones end in zeros), ``ud2``, ``jmp``, a call without return.
    """
    return (
        at % 16 == 0
        or data[at - 1] in b"\xc3\xcc\x90\x00"
        or data[at - 2 : at] == b"\x0f\x0b"
        or data[at - 2] == 0xEB
        or data[at - 5] in b"\xe8\xe9"
    )


def _immediates(
    image: ImageMap, pattern: re.Pattern[bytes], prefixes: Container[int] = ()
) -> dict[bytes, list[int]]:
    """Return where which operand stands, by the RVA of the instruction with its prefix."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for run in image.code:
        data = run.data
        for match in _limited(pattern.finditer(data)):
            at = match.start()
            found[match[1]].append(run.rva + at - (at > 0 and data[at - 1] in prefixes))
    return found


def _built(
    known: Iterable[bytes], immediates: Mapping[bytes, list[int]], size: int
) -> Iterator[Piece]:
    """Yield the pieces of the GUIDs of which every part is an immediate somewhere."""
    places = range(0, GUID_SIZE, size)
    for guid in known:
        if guid[:size] in immediates and all(guid[i : i + size] in immediates for i in places):
            for i in places:
                for rva in immediates[guid[i : i + size]]:
                    yield Piece(rva, guid, i, i + size)


def _addresses(
    image: ImageMap, immediates: Mapping[bytes, list[int]], data: Mapping[int, bytes], size: int
) -> Iterator[Piece]:
    """Yield the immediates that are absolute addresses of GUIDs in data."""
    for rva, guid in data.items():
        for at in immediates.get(_le(image.base + rva, size), ()):
            yield Piece(at, guid, 0, GUID_SIZE, address=True)


def _gots(image: ImageMap) -> list[int]:
    """Return the commonest RVAs of what code takes for the global offset table."""
    found = Counter(
        run.rva + match.start() + 5 + int.from_bytes(match[1], "little", signed=True)
        for run in image.code
        for match in GOT_BASE.finditer(run.data)
    )
    return [got for got, _ in found.most_common(MAX_GOTS)]


def _le(number: int, size: int) -> bytes:
    return (number % (1 << 8 * size)).to_bytes(size, "little")
