"""Finds, by patterns of bytes, where x86 code may hold pieces of GUIDs.

Encodings: Intel SDM volume 2, 2.1.5 (ModR/M) and the pages of the instructions named. A pattern
may match in the middle of an instruction: whoever walks the code finds out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from efitool.errors import LimitError
from efitool.references._image_map import ImageMap, Run
from efitool.references._pieces import GUID_SIZE, Piece
from efitool.references._x86_fields import fields

STORED = (
    rb"\xc7(?:[\x00-\x03\x06\x07]|\x04.|\x05.{4}|[\x40-\x43\x45-\x47].|\x44.."
    rb"|[\x80-\x83\x85-\x87].{4}|\x84.{5})"
)
"""``mov dword [m], imm32`` up to the immediate, for every length that ModR/M gives it."""

STORE = re.compile(STORED + rb"(?=(.{4}))", re.DOTALL)
IMMEDIATE_32 = re.compile(rb"(?:[\xb8-\xbf]|\x68|" + STORED + rb")(?=(.{4}))", re.DOTALL)
"""``mov r32, imm32``, ``push imm32``, ``mov dword [m], imm32``."""

LEA, MOV, PUSH = 0x8D, 0x8B, 0xFF
WORD_READS = frozenset((LEA, MOV, PUSH, 0x3B, 0x33))
"""``lea``, ``mov``, ``push``, and ``cmp`` and ``xor`` of a general register, by their opcode."""

XMM_READS = {0x7E: 8, 0x10: 16, 0x28: 16, 0x6F: 16}
"""How many bytes ``movq``, ``movups``, ``movaps`` and ``movdqa`` read into an xmm register, by the
last byte of the opcode."""

WITH_PREFIX = frozenset((0x6F, 0x7E))
"""What needs 66 or F3 before 0F (and before REX)."""

MOV_EAX = b"\xa1"
"""i386: ``mov eax, [disp32]``."""

T = TypeVar("T")


class _Part(NamedTuple):
    """What stands at an RVA: a GUID from its byte ``start`` on, or (None) its address."""

    guid: bytes
    start: int | None

    def piece(self, rva: int, size: int) -> Piece:
        """Return the piece of the instruction at ``rva`` that reads ``size`` bytes."""
        if self.start is None:
            return Piece(rva, self.guid, 0, GUID_SIZE, address=True)
        return Piece(rva, self.guid, self.start, min(self.start + size, GUID_SIZE))


MOVABS = b"RI"
FIXED_OPERAND = b"OM"
CLASSES = {
    b"R": b"\x48\x49",
    b"I": bytes(range(0xB8, 0xC0)),
    b"O": bytes((*WORD_READS, *XMM_READS)),
    b"M": bytes(range(0x05, 0x3E, 8)),
}
"""What a byte may be: REX.W or REX.WB; B8+r, ``mov r, imm``; the end of an opcode of those reads;
ModR/M of a distance from rip (i386: of an absolute address). Two in a row are found many times
faster than by a regular expression over the code itself, in which each is common."""

CLASS_OF = bytes(
    next((name[0] for name, members in CLASSES.items() if byte in members), 0)
    for byte in range(256)
)

REX_R = 0x44
"""The prefix of xmm8 to xmm15."""

REX_OF_ADDRESS = frozenset((0x41, 0x42, 0x43))
"""The prefixes of a store of four bytes behind r8 to r15."""

FAR = rb"\x80-\x83\x85-\x8b\x8d-\x93\x95-\x9b\x9d-\xa3\xa5-\xab\xad-\xb3\xb5-\xbb\xbd-\xbf"
NEAR = rb"\x40-\x43\x45-\x4b\x4d-\x53\x55-\x5b\x5d-\x63\x65-\x6b\x6d-\x73\x75-\x7b\x7d-\x7f"
"""ModR/M of [r32 + disp32] and of [r32 + disp8], without a SIB byte, for any other operand."""

FAR_FROM_BASE = re.compile(rb"\x8d[" + FAR + rb"](?=(.{4}))", re.DOTALL)
"""``lea r32, [r32 + disp32]``."""

FAR_READ = re.compile(rb"(?:\x8b[" + FAR + rb"]|\xff[\xb0-\xb3\xb5-\xb7])(?=(.{4}))", re.DOTALL)
NEAR_READ = re.compile(rb"(?:\x8b[" + NEAR + rb"]|\xff[\x70-\x73\x75-\x77])(?=(.))", re.DOTALL)
"""``mov r32, [r32 + disp]`` and ``push [r32 + disp]``."""

GOT_BASE = re.compile(
    rb"\xe8(?:.{4}|\0{4}[\x58-\x5f])(?:\x81[\xc0-\xc7]|\x05)(?=(.{4}))", re.DOTALL
)
"""i386 -fPIC: ``call`` of a thunk that returns its return address (or of the next instruction,
which pops it), then ``add r32, imm32``: the register is the address of the global offset table."""

LONGEST = 9
"""Bytes of the longest of these instructions, up to the last that its immediate may start at."""

MAX_GOTS = 4
"""Global offset tables believed in, the commonest. An image has one; each costs a scan."""

MAX_MATCHES = 1_000_000
"""Matches of one pattern in one image: what 30 MB of code have."""


def pieces_64(
    image: ImageMap, known: Iterable[bytes], data: Mapping[int, bytes]
) -> Iterator[Piece]:
    """Yield what x86-64 code may hold: immediates, literals, addresses."""
    wide: dict[bytes, list[int]] = defaultdict(list)
    for run in image.code:
        for at in limited(_occurrences(run.data.translate(CLASS_OF), MOVABS)):
            wide[run.data[at + 2 : at + 10]].append(run.rva + at)
    yield from _halves(known, wide)
    yield from _quarters(image, known, _immediates(image, STORE, REX_OF_ADDRESS), 64)
    yield from _addresses(image, wide, data, 8)
    yield from _reads(image, data, 8)


def limited(matches: Iterable[T]) -> Iterator[T]:
    """Yield the matches of a pattern; absurdly many are a `LimitError`."""
    for number, match in enumerate(matches):
        if number == MAX_MATCHES:
            raise LimitError(f"code holds more than {MAX_MATCHES} candidates of one kind")
        yield match


def _occurrences(classes: bytes, pair: bytes) -> Iterator[int]:
    at = classes.find(pair)
    while at >= 0:
        yield at
        at = classes.find(pair, at + 1)


def pieces_32(
    image: ImageMap, known: Iterable[bytes], data: Mapping[int, bytes]
) -> Iterator[Piece]:
    """Yield what i386 code may hold: immediates; addresses, absolute or from the GOT."""
    immediates = _immediates(image, IMMEDIATE_32)
    yield from _quarters(image, known, immediates, 32)
    if image.base or image.relocated:
        yield from _addresses(image, immediates, data, 4)
        yield from _reads(image, data, 4)
    gots = _gots(image)
    yield from _from_got(image, FAR_FROM_BASE, gots, data, 4)
    slots = {at: data[to] for at, to in image.pointers(data, 4)}
    if slots:
        yield from _from_got(image, FAR_READ, gots, slots, 4)
        yield from _from_got(image, NEAR_READ, gots, slots, 1)


def _immediates(
    image: ImageMap, pattern: re.Pattern[bytes], prefixes: Container[int] = ()
) -> dict[bytes, list[int]]:
    """Return where which operand stands, by the RVA of the instruction with its prefix."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for run in image.code:
        data = run.data
        for match in limited(pattern.finditer(data)):
            at = match.start()
            found[match[1]].append(run.rva + at - (at > 0 and data[at - 1] in prefixes))
    return found


def _halves(known: Iterable[bytes], immediates: Mapping[bytes, list[int]]) -> Iterator[Piece]:
    """Yield the halves of the GUIDs of which both are immediates somewhere."""
    for guid in known:
        low, high = immediates.get(guid[:8], ()), immediates.get(guid[8:], ())
        if low and high:
            yield from (Piece(rva, guid, 0, 8) for rva in low)
            yield from (Piece(rva, guid, 8, 16) for rva in high)


def _quarters(
    image: ImageMap, known: Iterable[bytes], immediates: Mapping[bytes, list[int]], bits: int
) -> Iterator[Piece]:
    """Yield the quarters of GUIDs of which all are immediates; else the first, and fields."""
    for guid in known:
        if guid[:4] not in immediates:
            continue
        places = [(at, immediates.get(guid[at : at + 4], ())) for at in range(0, GUID_SIZE, 4)]
        if all(found for _, found in places):
            yield from (Piece(rva, guid, at, at + 4) for at, found in places for rva in found)
        else:
            for rva in immediates[guid[:4]]:
                yield from fields(image, guid, rva, bits)


def _addresses(
    image: ImageMap, immediates: Mapping[bytes, list[int]], data: Mapping[int, bytes], size: int
) -> Iterator[Piece]:
    """Yield the immediates that are absolute addresses of GUIDs in data."""
    relocated = image.relocated
    for rva, guid in data.items():
        for at in immediates.get(_le(image.base + rva, size), ()):
            if not relocated or not relocated.isdisjoint(range(at + 1, at + LONGEST)):
                yield Piece(at, guid, 0, GUID_SIZE, address=True)


def _reads(image: ImageMap, data: Mapping[int, bytes], word: int) -> Iterator[Piece]:
    """Yield what code reads of GUIDs in data, no less than a word, and the addresses it takes.

    An address is taken by ``lea``, or read where the image holds it.
    """
    if not data:
        return
    starts = range(GUID_SIZE - word, -1, -word)
    parts = {rva + start: _Part(guid, start) for start in starts for rva, guid in data.items()}
    parts.update((at, _Part(data[to], None)) for at, to in image.pointers(data, word))
    for run in image.code:
        for at in limited(_occurrences(run.data.translate(CLASS_OF), FIXED_OPERAND)):
            number = int.from_bytes(run.data[at + 2 : at + 6], "little", signed=word == 8)
            target = run.rva + at + 6 + number if word == 8 else number - image.base
            if target in parts and (word == 8 or _may_be_address(image, run.rva + at + 2)):
                yield from _read(run, at, word, parts[target])
        for at in limited(_occurrences(run.data, MOV_EAX)) if word == 4 else ():
            target = int.from_bytes(run.data[at + 1 : at + 5], "little") - image.base
            if target in parts and _may_be_address(image, run.rva + at + 1):
                yield parts[target].piece(run.rva + at, word)


def _may_be_address(image: ImageMap, place: int) -> bool:
    """Whether what stands at an RVA may be an address, in an image that has absolute ones."""
    return not image.relocated or place in image.relocated


def _read(run: Run, opcode: int, word: int, part: _Part) -> Iterator[Piece]:
    """Yield the piece of an instruction with a fixed operand; its opcode ends at ``opcode``."""
    code = run.data
    last = code[opcode]
    at = opcode - 1
    if last in WORD_READS:
        at += word == 4 or last == PUSH
        if at < 0 or (word == 8 and last != PUSH and code[at] & 0xF8 != 0x48):
            return
    elif at < 0 or code[at] != 0x0F:
        return
    else:
        at -= code[at - 1] == REX_R
        at -= last in WITH_PREFIX
    if last != LEA:
        yield part.piece(run.rva + at, XMM_READS.get(last, word))
    elif part.start == 0:
        yield Piece(run.rva + at, part.guid, 0, GUID_SIZE, address=True)


def _from_got(
    image: ImageMap,
    pattern: re.Pattern[bytes],
    gots: Iterable[int],
    targets: Mapping[int, bytes],
    size: int,
) -> Iterator[Piece]:
    """Yield the instructions that reach a target by a distance of ``size`` bytes from the GOT."""
    distances = _immediates(image, pattern)
    half = 1 << 8 * size - 1
    for got in gots:
        for rva, guid in targets.items():
            if -half <= rva - got < half:
                for at in distances.get(_le(rva - got, size), ()):
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
