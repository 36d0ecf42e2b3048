"""The names in kallsyms, decoded only as far as a question needs.

Linux v6.12, scripts/kallsyms.c, write_src(). The build writes into .rodata, one behind the other:

* ``num_syms``, the number of names;
* ``names``, each the number of its codes (two bytes from 128 on) and the codes;
* ``markers``, where every 256th name begins;
* ``token_table``, the string that each of the 256 codes stands for;
* ``token_index``, where each of these strings begins.

Addresses stand before or behind them, ``seqs_of_names`` (since v6.2) between markers and tokens or
behind, and no symbol says where anything is. But in every version digits stand for themselves:
they betray the token table, and from there the markers and names are found. Every name must begin
where the one before it ends, and every 256th where its marker says; other bytes do not.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, islice, pairwise
from struct import iter_unpack, unpack
from typing import Literal

from efitool.model.image import Data

Order = Literal["<", ">"]
"""Little- or big-endian, as `struct` writes it."""

CODES = 256
BLOCK = 256
"""Names per marker."""

DIGITS = re.compile(b"".join(b"%d\0" % digit for digit in range(10)))

ALIGNMENT = 8
"""Bytes to which a 64-bit kernel aligns the tables."""

MAX_NAMES = 1 << 20
"""Six times the names of a distribution's kernel."""

MIN_BLOCK = 2 * BLOCK
MAX_BLOCK = 128 * BLOCK
"""Bytes that a block may take: codes for 128 letters and more in every name; 15 is usual."""

MAX_TOKEN = 128
"""Letters that a code may stand for; a distribution's kernel has 23 at most.

No more times than that can the names outgrow their codes.
"""

MAX_TABLES = 16
"""Places that may look like a table before the search ends; a kernel has one or two."""

MAX_ZEROS = 8192
"""Zero words before the token table of which the markers may be the last."""


@dataclass(frozen=True, slots=True)
class KernelSymbols(Collection[str]):
    """The names of a kernel's symbols by address; one that several symbols share comes again.

    ``in`` decodes only the names whose last code fits, iteration decodes all.
    """

    names: bytes = field(repr=False)
    ends: array[int] = field(repr=False)
    """Where each name ends in ``names``."""
    last_codes: bytes = field(repr=False)
    tokens: tuple[bytes, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.ends)

    def __iter__(self) -> Iterator[str]:
        for start, end in pairwise((0, *self.ends)):
            yield self._name(start, end).decode("utf-8", "backslashreplace")

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        wanted = name.encode()
        fitting = bytes(
            code
            for code, token in enumerate(self.tokens)
            if wanted.endswith(token) or token[1:] == wanted
        )
        if not fitting:
            return False
        for match in re.finditer(b"[%b]" % re.escape(fitting), self.last_codes):
            at = match.start()
            if self._name(self.ends[at - 1] if at else 0, self.ends[at]) == wanted:
                return True
        return False

    def _name(self, start: int, end: int) -> bytes:
        """Decode one name; its first letter is the symbol's type and no part of it."""
        codes = self.names[start + (1 if self.names[start] < 0x80 else 2) : end]
        return b"".join(map(self.tokens.__getitem__, codes))[1:]


def find(data: Data, start: int, end: int, order: Order) -> KernelSymbols | None:
    """Return the names whose token table stands between ``start`` and ``end``, None if none do."""
    candidates = (
        (tokens, markers, data[names_at:markers_at], count)
        for tokens_at, tokens in islice(_token_tables(data, start, end, order), MAX_TABLES)
        for markers_at, markers in islice(_marker_tables(data, tokens_at, order), MAX_TABLES)
        for names_at, count in _name_tables(data, markers_at, markers, order)
    )
    for tokens, markers, names, count in islice(candidates, MAX_TABLES):
        if ends := _ends(names, count, markers):
            last_codes = bytes([names[end - 1] for end in ends])
            return KernelSymbols(names[: ends[-1]], ends, last_codes, tokens)
    return None


def _token_tables(
    data: Data, start: int, end: int, order: Order
) -> Iterator[tuple[int, tuple[bytes, ...]]]:
    """Yield where token tables begin, and the tokens; the index must agree with them."""
    for digits in islice(DIGITS.finditer(data, start, end), MAX_TABLES):
        zero = digits.start()
        behind = data[zero : zero + (1 << 16)]
        *_, rest = behind.split(b"\0", CODES - ord("0"))
        table_end = zero + len(behind) - len(rest)
        for index_at in range(table_end, table_end + ALIGNMENT):
            raw = data[index_at : index_at + 2 * CODES]
            if len(raw) < 2 * CODES:
                break
            index = unpack(f"{order}{CODES}H", raw)
            table = zero - index[ord("0")]
            tokens = data[table:table_end].split(b"\0")[:-1]
            if (0, *accumulate(len(token) + 1 for token in tokens[:-1])) == index:
                if max(map(len, tokens)) <= MAX_TOKEN:
                    yield table, tuple(tokens)
                break


def _marker_tables(data: Data, before: int, order: Order) -> Iterator[tuple[int, list[int]]]:
    """Yield what may be the markers before the tokens: zero, then words a block apart."""
    at = before
    for _ in range(MAX_ZEROS):
        at = data.rfind(bytes(4), 0, at + 3)
        if at < 0:
            return
        words = data[at + 4 : min(before, at + 4 * MAX_NAMES // BLOCK)]
        markers = [0]
        for (word,) in iter_unpack(f"{order}I", words[: len(words) // 4 * 4]):
            if not MIN_BLOCK <= word - markers[-1] <= MAX_BLOCK:
                break
            markers.append(word)
        if len(markers) > 1:
            yield at, markers


def _name_tables(
    data: Data, markers_at: int, markers: list[int], order: Order
) -> Iterator[tuple[int, int]]:
    """Yield where the names may begin, and their number: the word before, or the one before that.

    The last block ends at the markers and may be of any size, which leaves many places; only one
    has a number that fills as many blocks as there are markers.
    """
    top = max(0, markers_at - markers[-1]) // 4 * 4
    bottom = max(0, top - MAX_BLOCK)
    for at, (count,) in enumerate(iter_unpack(f"{order}I", data[bottom:top])):
        if 0 <= BLOCK * len(markers) - count < BLOCK:
            yield bottom + 4 * at + 4, count
            yield bottom + 4 * at + 8, count


def _ends(names: bytes, count: int, markers: list[int]) -> array[int] | None:
    """Return where each name ends, None if one is out of step with the markers."""
    ends, end = array("I"), 0
    try:
        for first, marker in zip(range(0, count, BLOCK), markers, strict=True):
            if end != marker:
                return None
            for _ in range(min(BLOCK, count - first)):
                size = names[end]
                end += size + 1 if size < 0x80 else (size & 0x7F | names[end + 1] << 7) + 2
                ends.append(end)
    except IndexError:
        return None
    padding = len(names) - end
    return ends if 0 <= padding < ALIGNMENT and names[end:] == bytes(padding) else None
