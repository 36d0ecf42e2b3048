"""What differs between two memory maps, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from efitool.model.artifact import RecordFile
from efitool.model.e820 import E820Map
from efitool.model.map_diff import AnyMap, Change, MapDiff, Recut, Type, Use, uses
from efitool.model.memmap import MemoryMap, attribute_names, type_name
from efitool.model.named_ranges import RangeList
from efitool.report._json_values import hexadecimal
from efitool.report.json import VERSION
from efitool.report.sizes import binary
from efitool.report.terminal import Palette, escape

NOWHERE = "(not in the map)"


def text(before: RecordFile, after: RecordFile, found: MapDiff, palette: Palette) -> str:
    """Say what became of memory, range by range, and what it amounts to."""
    lines = [
        palette.red(f"- {_name(before, found.before)}"),
        palette.green(f"+ {_name(after, found.after)}"),
        "",
        *(f"{binary(c.range.size):>11} at {c.range} {_became(c)}" for c in found.changes),
        *(f"{binary(r.range.size):>11} at {r.range} {_recut(r)}" for r in found.recuts),
    ]
    if not found:
        return "\n".join((*lines, "No difference."))
    if moved := found.moved:
        lines += ["", palette.bold("Bytes moved")]
        for (was, now), size in moved.items():
            lines.append(f"{binary(size):>11}  {_types(was)} → {_types(now)}")
        lines += ["", palette.bold("Bytes by type"), *_totals(found)]
    return "\n".join(lines)


def json(before: RecordFile, after: RecordFile, found: MapDiff) -> dict[str, Any]:
    """Describe what differs; a range that a map leaves out has no uses there."""
    return {
        "efitool": VERSION,
        "kind": "memory-map-diff",
        "before": _json_map(before, found.before),
        "after": _json_map(after, found.after),
        "differ": bool(found),
        "changes": [
            {
                "start": hex(c.range.start),
                "end": hex(c.range.end),
                "bytes": c.range.size,
                "before": [_json_use(use) for use in c.before],
                "after": [_json_use(use) for use in c.after],
            }
            for c in found.changes
        ],
        "recuts": [
            {
                "start": hex(r.range.start),
                "end": hex(r.range.end),
                "bytes": r.range.size,
                "uses": [_json_use(use) for use in r.uses],
                "descriptors_before": r.before,
                "descriptors_after": r.after,
            }
            for r in found.recuts
        ],
        "moved": [
            {
                "from": [_word(type) for type in was],
                "to": [_word(type) for type in now],
                "bytes": size,
            }
            for (was, now), size in found.moved.items()
        ],
        "by_type": {
            _word(type): {"before": was, "after": now} for type, was, now in _by_type(found)
        },
    }


def _name(file: RecordFile, map: AnyMap) -> str:
    kind, many, count = _extent(map)
    rounded = "" if _is_exact(map) else ", sizes rounded"
    lost = f", {len(map.unread)} of its lines not read" if map.unread else ""
    where = f"{escape(file.path)}: {kind} ({map.format}, {escape(map.label)})"
    return f"{where}, {count} {many}{rounded}{lost}"


def _extent(map: AnyMap) -> tuple[str, str, int]:
    """Return what a map is, what it consists of, and of how many."""
    match map:
        case MemoryMap():
            return map.kind.value, "descriptors", len(map.descriptors)
        case E820Map():
            return "e820 table", "entries", len(map.entries)
        case RangeList():
            return "list", "ranges", len(map.ranges)


def _is_exact(map: AnyMap) -> bool:
    return not isinstance(map, MemoryMap) or map.exact


def _became(change: Change) -> str:
    was, now = (_types(types) for types in change.types)
    if not change.before:
        return f"appeared: {now}"
    if not change.after:
        return f"vanished: {was}"
    types = f"went from {was} to {now}" if was != now else f"kept {was}"
    bits = [_attributes(uses) for uses in (change.before, change.after)]
    return types if bits[0] == bits[1] else f"{types}, attributes from {bits[0]} to {bits[1]}"


def _recut(recut: Recut) -> str:
    how = "cut elsewhere"
    if recut.before != recut.after:
        how = "split" if recut.before < recut.after else "merged"
    count = f"{recut.before} {'descriptor' if recut.before == 1 else 'descriptors'}"
    types = _types(tuple(use.type for use in recut.uses))
    return f"kept {types}, {how}: {count} became {recut.after}"


def _types(types: tuple[Type, ...]) -> str:
    return " and ".join(escape(_word(type)) for type in types) or NOWHERE


def _word(type: Type) -> str:
    return type_name(type) if isinstance(type, int) else type


def _attributes(uses: tuple[Use, ...]) -> str:
    names = (attribute_names(u.attributes) for u in uses if u.attributes is not None)
    return " and ".join(" ".join(bits) or "none" for bits in names)


def _by_type(found: MapDiff) -> Iterator[tuple[Type, int, int]]:
    """Yield each type with its bytes before and after."""
    before, after = _sizes(found.before), _sizes(found.after)
    for type in sorted({*before, *after}, key=_order):
        yield type, before.get(type, 0), after.get(type, 0)


def _sizes(map: AnyMap) -> dict[Type, int]:
    """Add up what a map says; what overlaps counts as often as it stands there."""
    sizes: dict[Type, int] = {}
    for range, use in uses(map):
        sizes[use.type] = sizes.get(use.type, 0) + range.size
    return sizes


def _order(type: Type) -> tuple[bool, Type]:
    return isinstance(type, str), type


def _totals(found: MapDiff) -> Iterator[str]:
    for type, was, now in _by_type(found):
        if was != now:
            sign = "+" if now > was else "-"
            delta = f"{sign}{binary(abs(now - was))}"
            yield f"{delta:>11}  {_types((type,))}: {binary(was)} → {binary(now)}"


def _json_map(file: RecordFile, map: AnyMap) -> dict[str, Any]:
    kind, many, count = _extent(map)
    return {
        "path": file.path,
        "format": map.format,
        "label": map.label,
        "kind": kind,
        many: count,
        "exact": _is_exact(map),
        "unread": len(map.unread),
    }


def _json_use(use: Use) -> dict[str, Any]:
    return {
        "type": use.type,
        "type_name": _word(use.type),
        "attributes": hexadecimal(use.attributes),
    }
