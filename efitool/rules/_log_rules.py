"""The rules for what a log tells in several places.

To add one, write its module, the page first, and list it here.
"""

from __future__ import annotations

from efitool.rules import (
    arm64_attributes_mixed,
    arm64_runtime_misaligned,
    attributes_table_incomplete,
    attributes_table_outside_map,
    cxl_window_conventional,
    hot_plug_range_unaccepted,
    kept_memory_moved,
    map_illegible,
    memory_device_unaccepted,
    memory_without_domain,
    prm_address_not_runtime,
    unaccepted_before_2_9,
    unaccepted_gone,
    unaccepted_lost,
    unaccepted_outside_table,
)
from efitool.rules._base import LogRule

LOG_RULES: tuple[LogRule, ...] = (
    attributes_table_outside_map.RULE,
    unaccepted_outside_table.RULE,
    memory_device_unaccepted.RULE,
    prm_address_not_runtime.RULE,
    arm64_attributes_mixed.RULE,
    arm64_runtime_misaligned.RULE,
    attributes_table_incomplete.RULE,
    hot_plug_range_unaccepted.RULE,
    memory_without_domain.RULE,
    unaccepted_lost.RULE,
    map_illegible.RULE,
    kept_memory_moved.RULE,
    unaccepted_before_2_9.RULE,
    unaccepted_gone.RULE,
    cxl_window_conventional.RULE,
)
