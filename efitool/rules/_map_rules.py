"""The rules for memory maps; an image is judged without loading them.

To add one, write its module, the page first, and list it here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from efitool.model.memmap import MapKind, MemoryDescriptor, MemoryMap
from efitool.rules import (
    acpi_runtime,
    attribute_internal,
    attribute_protection,
    attribute_unknown,
    attributes_table_entry,
    attributes_table_order,
    attributes_table_writable,
    cacheability_missing,
    conventional_memory_missing,
    descriptor_empty,
    descriptor_misaligned,
    descriptor_overlap,
    descriptor_version,
    descriptor_wraps,
    isa_not_valid,
    map_damaged,
    map_excerpt,
    map_misread,
    memory_hot_pluggable,
    memory_not_write_back,
    memory_type_undefined,
    mmio_not_runtime,
    more_reliable_everywhere,
    neighbours_unmerged,
    persistent_attribute,
    port_space_repeated,
    runtime_attribute_missing,
    runtime_attribute_unexpected,
    special_purpose_type,
    unaccepted_attributes,
    unaccepted_below_1mib,
    unaccepted_below_4gib,
    unaccepted_fragmented,
    unaccepted_runtime,
    unaccepted_special_purpose,
    unaccepted_unaligned,
    virtual_address_set,
)
from efitool.rules._base import DescriptorRule, KindRule, MapRule

AnyRule: TypeAlias = MapRule | DescriptorRule | KindRule

MAP_RULES: tuple[AnyRule, ...] = (
    descriptor_misaligned.RULE,
    descriptor_wraps.RULE,
    descriptor_empty.RULE,
    descriptor_overlap.RULE,
    descriptor_version.RULE,
    map_misread.RULE,
    conventional_memory_missing.RULE,
    map_excerpt.RULE,
    cacheability_missing.RULE,
    attribute_internal.RULE,
    isa_not_valid.RULE,
    runtime_attribute_missing.RULE,
    acpi_runtime.RULE,
    unaccepted_runtime.RULE,
    attributes_table_entry.RULE,
    attributes_table_writable.RULE,
    attributes_table_order.RULE,
    memory_type_undefined.RULE,
    attribute_unknown.RULE,
    memory_not_write_back.RULE,
    runtime_attribute_unexpected.RULE,
    persistent_attribute.RULE,
    special_purpose_type.RULE,
    unaccepted_special_purpose.RULE,
    unaccepted_below_4gib.RULE,
    unaccepted_below_1mib.RULE,
    unaccepted_unaligned.RULE,
    unaccepted_fragmented.RULE,
    unaccepted_attributes.RULE,
    virtual_address_set.RULE,
    attribute_protection.RULE,
    mmio_not_runtime.RULE,
    memory_hot_pluggable.RULE,
    neighbours_unmerged.RULE,
    port_space_repeated.RULE,
    more_reliable_everywhere.RULE,
    map_damaged.RULE,
)

MANY = 16
"""Descriptors that are named when they break one rule; of noise, all do."""


Kinds: TypeAlias = Counter[tuple[int, int | None]]
"""How many descriptors have a type and attributes."""


def broken(map: MemoryMap) -> Iterator[tuple[AnyRule, str, str]]:
    """Yield each rule that a map breaks, where, and how; what is more than `MANY` is counted.

    Of a map that is misread nothing else is said: all of it would be wrong.
    """
    firmwares = map.kind is MapKind.MEMORY_MAP
    kinds = Counter((d.type, d.attributes) for d in map.descriptors if firmwares)
    misread = firmwares and any(map_misread.check(map))
    for rule in (map_misread.RULE,) if misread else MAP_RULES:
        found, more = _first(rule, map, kinds)
        for index, message in found:
            yield rule, map.label if index is None else map.where(index), message
        if more:
            yield rule, map.label, f"and {more} more descriptors"


def _first(
    rule: AnyRule, map: MemoryMap, kinds: Kinds
) -> tuple[Sequence[tuple[int | None, str]], int]:
    """Return what breaks a rule first, by index, None for the map, and how much more does."""
    if isinstance(rule, KindRule):
        odd = {kind for kind in kinds if rule.check(_example(*kind))}
        suspects = (n for n, d in enumerate(map.descriptors) if (d.type, d.attributes) in odd)
        first = [*islice(suspects, MANY)] if odd else []
        more = sum(kinds[kind] for kind in odd) - len(first)
        return [(n, rule.check(map.descriptors[n]) or "") for n in first], more
    found = _found(rule, map)
    return [*islice(found, MANY)], sum(1 for _ in found)


def _example(type: int, attributes: int | None) -> MemoryDescriptor:
    return MemoryDescriptor(type, 0, 0, 0, attributes)


def _found(rule: MapRule | DescriptorRule, map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Yield all that breaks a rule, see `_first`, if the rule is for maps of that sort."""
    if isinstance(rule, MapRule):
        if map.kind in (rule.kinds or (MapKind.MEMORY_MAP,)):
            yield from rule.check(map)
    elif map.kind is MapKind.MEMORY_MAP:
        for index, descriptor in enumerate(map.descriptors):
            if message := rule.check(descriptor):
                yield index, message
