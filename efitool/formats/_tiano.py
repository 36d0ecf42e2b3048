"""The compression of UEFI and of edk2's Tiano section: LZ77, its output coded by Huffman.

A stream is made of blocks. Each has three tables of code lengths: one for the lengths of the
second, that one for characters and the lengths of matches, and one for the positions of matches.

Reference: UEFI 2.10, 19 (Compression Algorithm Specification); edk2-stable202502,
MdePkg/Library/BaseUefiDecompressLib.
"""

from __future__ import annotations

from efitool.errors import LimitError, MalformedError

HEADER = 8
"""Sizes of what is packed and of what comes out (UEFI 2.10, 19.2.1)."""
CHARACTERS = 510
"""256 bytes, and the lengths of matches from 3 to 256."""
LENGTHS = 19
SHORTEST = 3
LONGEST_CODE = 16
LEAST_IN_BLOCK = 4096
"""Bytes of a block but the last: edk2's compressor fills a buffer of 16 KiB, three for a match."""
MOST_BLOCKS = 16
"""Blocks of a stream beside that: each costs its tables, however little it holds."""
STANDARD, TIANO = 4, 5
"""Bits of the number of codes for positions: of the UEFI form, and of edk2's own."""


class _Bits:
    """Bits from the highest to the lowest; behind the end are zeros, as the decoder expects."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._at = self._held = self._count = 0

    def peek(self, count: int) -> int:
        while self._count < count:
            piece = self._packed[self._at : self._at + 32].ljust(32, b"\0")
            self._at += 32
            self._held = (self._held << 256) | int.from_bytes(piece, "big")
            self._count += 256
        return self._held >> (self._count - count)

    def skip(self, count: int) -> None:
        self._count -= count
        self._held &= (1 << self._count) - 1

    def take(self, count: int) -> int:
        value = self.peek(count)
        self.skip(count)
        return value

    @property
    def exhausted(self) -> bool:
        """Whether more bits were taken than there are."""
        return self._at * 8 - self._count > len(self._packed) * 8


class _Codes:
    """A Huffman code: of every 16 bits, the symbol they begin with and the length of its code."""

    def __init__(self, lengths: list[int]) -> None:
        self._table: list[tuple[int, int]] = []
        for length in range(1, LONGEST_CODE + 1):
            for symbol, own in enumerate(lengths):
                if own == length:
                    self._table += [(symbol, length)] * (1 << (LONGEST_CODE - length))
        if len(self._table) != 1 << LONGEST_CODE:
            raise ValueError("a Huffman code that is not complete")

    def next(self, bits: _Bits) -> int:
        symbol, length = self._table[bits.peek(LONGEST_CODE)]
        bits.skip(length)
        return symbol


class _One:
    """A code of one symbol, which takes no bits."""

    def __init__(self, symbol: int) -> None:
        self._symbol = symbol

    def next(self, bits: _Bits) -> int:
        return self._symbol


def unpack(packed: bytes, limit: int, layer: str, *, position_bits: int) -> bytes:
    """Unpack a stream of at most ``limit`` bytes. Raises `MalformedError`, `LimitError`."""
    size = int.from_bytes(packed[4:HEADER], "little")
    if size > limit:
        raise LimitError(f"{layer}: states {size} unpacked bytes; {limit} more are unpacked")
    try:
        return _unpack(_Bits(packed[HEADER:]), size, position_bits)
    except ValueError as e:
        raise MalformedError(layer, "compressed stream", HEADER, str(e)) from e


def _unpack(bits: _Bits, size: int, position_bits: int) -> bytes:
    output = bytearray()
    blocks = MOST_BLOCKS + size // LEAST_IN_BLOCK
    while len(output) < size:
        blocks -= 1
        if blocks < 0:
            raise ValueError("more blocks than any compressor makes")
        symbols = bits.take(16)
        extra = _codes(bits, LENGTHS, 5, pause=3)
        characters = _characters(bits, extra)
        positions = _codes(bits, (1 << position_bits) - 1, position_bits, pause=None)
        for _ in range(symbols or 1 << 16):
            if len(output) >= size:
                break
            symbol = characters.next(bits)
            if symbol < 256:
                output.append(symbol)
            else:
                _match(output, symbol - 256 + SHORTEST, _distance(bits, positions))
            if bits.exhausted:
                raise ValueError("the stream is cut short")
    return bytes(output[:size])


def _distance(bits: _Bits, positions: _Codes | _One) -> int:
    width = positions.next(bits)
    return 1 + (width if width < 2 else (1 << (width - 1)) + bits.take(width - 1))


def _match(output: bytearray, length: int, distance: int) -> None:
    start = len(output) - distance
    if start < 0:
        raise ValueError("a match before the start")
    piece = output[start : start + length]
    while len(piece) < length:
        piece += piece[: length - len(piece)]
    output += piece


def _codes(bits: _Bits, most: int, width: int, pause: int | None) -> _Codes | _One:
    """Read a table of lengths of three bits; after ``pause`` of them zeros may be left out."""
    count = bits.take(width)
    if count == 0:
        return _One(bits.take(width))
    lengths: list[int] = []
    while len(lengths) < count:
        length = bits.take(3)
        if length == 7:
            while bits.take(1):
                length += 1
                if length > LONGEST_CODE:
                    raise ValueError("a code of more than 16 bits")
        lengths.append(length)
        if len(lengths) == pause:
            lengths += [0] * bits.take(2)
    if len(lengths) > most:
        raise ValueError("more codes than there are symbols")
    return _Codes(lengths)


def _characters(bits: _Bits, extra: _Codes | _One) -> _Codes | _One:
    """Read the lengths of the codes for characters and matches, runs of zeros in short."""
    count = bits.take(9)
    if count == 0:
        return _One(bits.take(9))
    lengths: list[int] = []
    while len(lengths) < count:
        symbol = extra.next(bits)
        if symbol == 0:
            lengths.append(0)
        elif symbol == 1:
            lengths += [0] * (3 + bits.take(4))
        elif symbol == 2:
            lengths += [0] * (20 + bits.take(9))
        else:
            lengths.append(symbol - 2)
    if len(lengths) > CHARACTERS:
        raise ValueError("more codes than there are symbols")
    return _Codes(lengths)
