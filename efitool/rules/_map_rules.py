"""The rules for memory maps; an image is judged without loading them.

To add one, write its module, the page first, and list it here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from efitool.model.memmap import MapKind, MemoryMap
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
from efitool.rules._base import DescriptorRule, MapRule

MAP_RULES: tuple[MapRule | DescriptorRule, ...] = (
    descriptor_misaligned.RULE,
    descriptor_wraps.RULE,
    descriptor_empty.RULE,
    descriptor_overlap.RULE,
    descriptor_version.RULE,
    map_misread.RULE,
    conventional_memory_missing.RULE,
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


def broken(rule: MapRule | DescriptorRule, map: MemoryMap) -> Iterator[tuple[str, str]]:
    """Yield where a map breaks a rule, and how; what is more than `MANY` is counted."""
    found = _found(rule, map)
    for index, message in islice(found, MANY):
        yield map.label if index is None else map.where(index), message
    more = sum(1 for _ in found)
    if more:
        yield map.label, f"and {more} more descriptors"


def _found(rule: MapRule | DescriptorRule, map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Yield the index of each descriptor that breaks a rule, None for the map, and how."""
    if isinstance(rule, MapRule):
        if map.kind in (rule.kinds or (MapKind.MEMORY_MAP,)):
            yield from rule.check(map)
    elif map.kind is MapKind.MEMORY_MAP:
        for index, descriptor in enumerate(map.descriptors):
            if message := rule.check(descriptor):
                yield index, message
