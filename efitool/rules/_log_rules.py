"""The rules for what a log tells in several places.

To add one, write its module, the page first, and list it here.
"""

from __future__ import annotations

from efitool.rules import (
    attributes_table_incomplete,
    attributes_table_outside_map,
    unaccepted_before_2_9,
    unaccepted_outside_table,
)
from efitool.rules._base import LogRule

LOG_RULES: tuple[LogRule, ...] = (
    attributes_table_outside_map.RULE,
    unaccepted_outside_table.RULE,
    attributes_table_incomplete.RULE,
    unaccepted_before_2_9.RULE,
)
