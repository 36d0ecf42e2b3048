"""Build the GUID database: the tables in ``scripts/guids`` become ``efitool/guids/names.tsv``.

A GUID has one usual name, the first of these that there is; its other names are aliases:

1. the one that ``wellknown.tsv`` gives it;
2. a macro of edk2's MdePkg headers, which keep the spelling of the UEFI and PI specifications;
3. Linux's name;
4. a macro of edk2's other headers;
5. a name from ``others.tsv``;
6. a symbol from an edk2 package declaration, as it stands.

Of several macros, the one that says the same as the symbol in the package declaration wins.

Its kind is the one in ``wellknown.tsv``, else what its declarations or its names say, else
*other*. Where they contradict each other the build stops and asks for a line in that table.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from efitool.guids import GuidKind

TABLES = Path(__file__).with_name("guids")
OUTPUT = Path(__file__).parents[1] / "efitool" / "guids" / "names.tsv"
COLUMNS = ("guid", "name", "kind", "source", "aliases")

KIND_OF_NAME = {
    GuidKind.TOKEN_SPACE: r"tokenspaceguid$",
    GuidKind.PROTOCOL: r"_PROTOCOL_GUID$",
    GuidKind.PPI: r"_PPI_GUID$",
    GuidKind.HOB: r"hob\d*_?guid$|^gefihobmemoryalloc|^guniversalpayload",
    GuidKind.EVENT_GROUP: r"event_?group|^gefievent(?!notification)|event_?guid$|^gbdsevent",
    GuidKind.ERROR_RECORD: r"error_?section|event_?notification|errortype",
    GuidKind.SIGNATURE_TYPE: r"^g?efi_?cert_?(?!db)",
    GuidKind.PARTITION_TYPE: r"part_?type",
    GuidKind.VARIABLE_VENDOR: r"(variable|nv_?data)_?guid$",
    GuidKind.FIRMWARE_FILE: r"(?<!pro)file_?guid$",
    GuidKind.GUIDED_SECTION: r"(decompress|sectionextraction)guid$",
    GuidKind.HII: r"(formset|hii)guid$",
}
"""What the names of edk2 tell about GUIDs that it declares as nothing more than that."""


class Row(NamedTuple):
    """One name of one GUID; what it is declared as, and by whom."""

    guid: str
    name: str
    declared: str
    file: str
    source: str
    licence: str

    def __str__(self) -> str:
        return f"{self.source.partition('@')[0]} {self.file}".removesuffix(" -")


class WellKnown(NamedTuple):
    """What people know better than the rules; ``-`` leaves it to them."""

    guid: str
    name: str
    kind: str
    basis: str


def table(tables: Path = TABLES) -> str:
    """Return the text of the database: one line for each GUID, in the order of their text."""
    names: defaultdict[str, list[Row]] = defaultdict(list)
    for file in ("edk2", "edk2-headers", "linux", "others"):
        for row in map(Row._make, _lines(tables / f"{file}.tsv")):
            names[row.guid].append(row)
    known = {row.guid: row for row in map(WellKnown._make, _lines(tables / "wellknown.tsv"))}
    if strangers := known.keys() - names.keys():
        raise SystemExit(f"wellknown.tsv: no other table has {', '.join(sorted(strangers))}")
    lines = [_line(names[guid], known.get(guid)) for guid in sorted(names)]
    return "".join("\t".join(line) + "\n" for line in (COLUMNS, *lines))


def _lines(path: Path) -> Iterable[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))[1:]


def _line(rows: list[Row], known: WellKnown | None) -> tuple[str, ...]:
    usual = min(rows, key=lambda row: _precedence(row, rows))
    name, source = usual.name, str(usual)
    if known is not None and known.name != "-":
        name, source = known.name, known.basis
    aliases = dict.fromkeys(row.name for row in rows if row.name != name)
    kind = _kind(rows) if known is None or known.kind == "-" else GuidKind(known.kind)
    return rows[0].guid, name, kind, source, " ".join(aliases)


def _precedence(row: Row, rows: list[Row]) -> tuple[int, int]:
    """Order the names of a GUID; the first number is that of the list above."""
    if row.declared == "header":
        symbols = [_fold(other.name[1:]) for other in rows if other.file.endswith(".dec")]
        same = _fold(row.name) in symbols
        likeness = symbols.index(_fold(row.name)) if same else len(symbols)
        return (2 if row.file.startswith("MdePkg/") else 4), likeness
    if row.file.endswith(".dec"):
        return 6, 0
    return (3 if row.source.startswith("torvalds/linux") else 5), 0


def _fold(name: str) -> str:
    return name.replace("_", "").lower()


def _kind(rows: list[Row]) -> GuidKind:
    kinds = {kind for row in rows for kind in _claims(row)} - {GuidKind.OTHER}
    if len(kinds) > 1:
        names, claims = ", ".join(row.name for row in rows), " or ".join(sorted(kinds))
        raise SystemExit(f"wellknown.tsv: say if {rows[0].guid} ({names}) is {claims}")
    return kinds.pop() if kinds else GuidKind.OTHER


def _claims(row: Row) -> Iterable[GuidKind]:
    if row.declared in set(GuidKind):
        return (GuidKind(row.declared),)
    return (kind for kind, name in KIND_OF_NAME.items() if re.search(name, row.name, re.I))


if __name__ == "__main__":
    OUTPUT.write_text(table(), encoding="ascii")
