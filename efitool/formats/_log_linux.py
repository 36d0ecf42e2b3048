"""What Linux's log says beside its maps: who boots, with which words, and what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from efitool.formats._log_pieces import Sign
from efitool.formats._log_scan import LineReader, Row
from efitool.model.guest_log import ConfigurationTables, MemInfo, Quote

TABLE = re.compile(r"([A-Za-z]\w*(?: \d\.\d)?)=0x([0-9a-f]{1,16})\b")
AMOUNT = re.compile(r"(?m)^([\w()]+): +(\d{1,19})(?: kB)?(?:\[ *\d+\.\d{6}\] .*)?\r*$")


BEFORE = re.compile(r"(?:^|[\]:;>=]|[^ -~])\s*$")
"""What stands before the words of a kernel: a time, a name, or what a console left of another."""


def spoken(rows: Sequence[Row]) -> Iterator[Quote]:
    """Yield the words of a kernel, and not those that prose or a program quotes."""
    return (quote for quote, row in zip(quotes(rows), rows, strict=True) if _begins(row))


def _begins(row: Row) -> bool:
    return BEFORE.search(row.before) is not None


def quotes(rows: Sequence[Row]) -> Iterator[Quote]:
    """Yield the words as they stand."""
    return (Quote(row.line, row.groups[0].strip()) for row in rows)


def command_lines(rows: Sequence[Row]) -> Iterator[Quote]:
    """Yield Linux's command line of each boot; x86 says it early, and everybody later."""
    last = None
    for quote, row in zip(quotes(rows), rows, strict=True):
        again = row.before.endswith("Kernel c") and quote.text == last
        if not again and "(XEN)" not in row.before:
            yield quote
        last = quote.text


def tables(rows: Sequence[Row]) -> Iterator[ConfigurationTables]:
    """Yield the names and addresses of each line of them (efi_config_parse_tables())."""
    for row in rows:
        found = TABLE.findall(row.groups[0])
        yield ConfigurationTables(row.line, tuple((name, int(at, 16)) for name, at in found))


def meminfo(rows: Sequence[Row]) -> Iterator[MemInfo]:
    """Yield each copy of /proc/meminfo; a node's says ``Node 0`` before each name."""
    for row in rows:
        if not row.before.rstrip()[-1:].isdecimal() and _begins(row):
            yield MemInfo(row.line, {n: int(kib) for n, kib in AMOUNT.findall(row.groups[0])})


KERNELS = LineReader(
    "kernel",
    rb"Linux version (\d+\.\d+[^\r\n]*)",
    spoken,
    (Sign(b"#", b"Linux version "),),  # … #1 SMP …
)
COMMAND_LINES = LineReader("command line", rb"ommand line: ([^\r\n]*)", command_lines)
FIRMWARE = LineReader("firmware", rb"efi: (EFI v[^\r\n]*)", quotes)
REMOVED = LineReader("removed", rb"efi: ((?:Remove|Not removing) mem[^\r\n]*)", quotes)
MEMORY = LineReader("memory", rb"Memory: (\d+K/\d+K available[^\r\n]*)", spoken)
TABLES = LineReader("configuration tables", rb"efi: (\(?[A-Z]\w*(?: \d\.\d)?=0x[^\r\n]*)", tables)
MEMINFO = LineReader(
    "meminfo",
    rb"(MemTotal: *\d+ kB\r*\n"
    rb"(?:(?!MemTotal:)(?:[\w()]+: +\d+(?: kB)?)?(?:\[ *\d+\.\d{6}\] [^\r\n]*)?\r*\n)*)",
    meminfo,
)
