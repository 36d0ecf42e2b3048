"""Tables that firmware and loaders print: rows with nothing between but a line of their pager.

Nobody else writes to the console meanwhile, so that rows which are near belong together, and a row
that cannot be read belongs to its neighbours. A heading is not needed: what a person copies from a
terminal often begins below it.

The first group of a pattern is all of its match; a second is what is no row of the table: its
heading or its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from efitool.formats._log_scan import Row
from efitool.model.memmap import PAGE, MemoryDescriptor, MemoryMap, MemoryType, Unread
from efitool.model.ranges import PhysRange

T = TypeVar("T")

FAR = 3
"""Lines from one row to the next at most: a pager's line is between, or empty ones."""


LAST = rb"-00"
"""How the last address of a row begins: no processor addresses more than 56 bits, which RISC-V
does, so that two of 16 digits are 0."""


class Table(NamedTuple, Generic[T]):
    """What was read of one table, and what could not be."""

    entries: tuple[T, ...]
    lines: tuple[int, ...]
    unread: tuple[Unread, ...]

    @property
    def label(self) -> str:
        return f"line {min((*self.lines, *(u.line for u in self.unread)))}"


def inclusive(start: str, last: str) -> PhysRange | None:
    """Return the range up to a last address, both in hex, or nothing if that is before it."""
    found = PhysRange(int(start, 16), int(last, 16) + 1)
    return found if found.size else None


def text(row: Row) -> str:
    """Return a row as far as it was found."""
    return row.before + row.groups[0]


def near(row: Row, following: Row) -> bool:
    """Whether no more than a pager's line is between two rows."""
    return following.line <= row.line + FAR


def near_below(row: Row, following: Row) -> bool:
    """Whether two rows are `near`, and the second is not the heading of another table."""
    return near(row, following) and not following.groups[1]


def near_above(row: Row, following: Row) -> bool:
    """Whether two rows are `near`, and the first is not the end of its table."""
    return near(row, following) and not row.groups[1]


def parts(rows: Iterable[Row], goes_on: Callable[[Row, Row], bool] = near) -> Iterator[list[Row]]:
    """Part rows where a table does not go on with the following row."""
    part = list[Row]()
    for row in rows:
        if part and not goes_on(part[-1], row):
            yield part
            part = []
        part.append(row)
    if part:
        yield part


def table(rows: Sequence[Row], entry: Callable[[str], T | None]) -> Table[T] | None:
    """Read each row, or return nothing if none of them is one: somebody else's lines."""
    entries, lines, unread = [], [], []
    for row in rows:
        if any(row.groups[1:]):
            continue
        if (value := entry(text(row))) is not None:
            entries.append(value)
            lines.append(row.line)
        else:
            unread.append(Unread(row.line, text(row).strip()))
    return Table(tuple(entries), tuple(lines), tuple(unread)) if entries else None


def memory_map(
    format: str, rows: Sequence[Row], descriptor: Callable[[str], MemoryDescriptor | None]
) -> Iterator[MemoryMap]:
    """Yield the map that rows are, if they are one."""
    if found := table(rows, descriptor):
        yield MemoryMap(format, found.label, found.entries, lines=found.lines, unread=found.unread)


def type_number(word: str, names: Mapping[str, int]) -> int:
    """Return the memory type that a word names, or that it is, in hex."""
    return names[word] if word in names else int(word, 16)


def attribute_bits(words: str, names: Mapping[str, int]) -> int | None:
    """Return the sum of the attributes that words name, or nothing if one has no name."""
    bits = [names.get(word) for word in words.split()]
    return None if None in bits else sum(bit for bit in bits if bit)


def pages_to(start: int, last: int) -> int | None:
    """Return the pages up to a last address, or nothing if they are not whole.

    The last address of no pages is that before the first; before 0, it is that of all.
    """
    size = 0 if (start, last) == (0, (1 << 64) - 1) else last + 1 - start
    return None if size < 0 or size % PAGE else size // PAGE


def ends_at(start: int, pages: int, last: int) -> bool:
    """Whether a row that tells both pages and last address tells the same with both."""
    return (start + pages * PAGE - 1) % (1 << 64) == last


NOT_IN_TOTAL = (
    MemoryType.RESERVED,
    MemoryType.UNUSABLE,
    MemoryType.MMIO,
    MemoryType.MMIO_PORT_SPACE,
)
"""Types that the EFI shell does not count as memory, as it does unaccepted memory."""


def disagreement(map: MemoryMap, line: int, total: int) -> Iterator[Unread]:
    """Yield what is to be said if the EFI shell counted other bytes than were read."""
    counted = sum(d.size for d in map.descriptors if d.type not in NOT_IN_TOTAL)
    if total != counted:
        yield Unread(line, f"a total of {total} bytes, of which {counted} were read")
