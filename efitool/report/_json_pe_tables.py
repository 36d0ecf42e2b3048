"""The tables of a PE image as JSON objects: symbols, base relocations, debug directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from efitool.model.image import PeHeader

if TYPE_CHECKING:
    from efitool.model.pe import CodeView, CoffSymbols, DebugEntry, Relocations


def tables(pe: PeHeader) -> dict[str, Any]:
    """Describe the tables; null is one that the image does not have."""
    return {
        "symbols": _symbols(pe.symbols) if pe.symbols else None,
        "relocations": _relocations(pe.relocations, pe.machine) if pe.relocations else None,
        "debug": [_debug(entry) for entry in pe.debug],
    }


def _symbols(symbols: CoffSymbols) -> dict[str, Any]:
    return {
        "offset": hex(symbols.offset),
        "count": symbols.number,
        "strings_size": symbols.strings_size,
    }


def _relocations(table: Relocations, machine: int) -> dict[str, Any]:
    from efitool.model.pe import relocation_name

    return {
        "blocks": table.blocks,
        "types": {relocation_name(machine, t) or str(t): count for t, count in table.counts},
        "undecoded": table.undecoded,
    }


def _debug(entry: DebugEntry) -> dict[str, Any]:
    return {
        "type": entry.type.name.lower().replace("_", "-"),
        "timestamp": entry.timestamp,
        "rva": hex(entry.rva),
        "offset": hex(entry.offset),
        "size": entry.size,
        "codeview": _codeview(entry.codeview) if entry.codeview else None,
    }


def _codeview(record: CodeView) -> dict[str, Any]:
    return {
        "format": record.format,
        "signature": record.signature.hex(),
        "build_id": record.build_id,
        "age": record.age,
        "path": record.path,
    }
