"""The rules for replays.

To add one, write its module, the page first, and list it here.
"""

from __future__ import annotations

from efitool.rules import (
    accepted_no_memory,
    accepted_twice,
    double_claim,
    eager_acceptance,
    exit_buffer_reused,
    exit_retried,
    exit_retry_missing,
    firmware_simulated,
    mark_outside_table,
    memory_dropped,
    memory_leaked,
    memory_reserved_again,
    platform_unknown,
    request_forgotten,
    table_left_empty,
    table_window_short,
    touched_unaccepted,
)
from efitool.rules._base import TraceRule

TRACE_RULES: tuple[TraceRule, ...] = (
    platform_unknown.RULE,
    exit_retry_missing.RULE,
    exit_buffer_reused.RULE,
    touched_unaccepted.RULE,
    accepted_no_memory.RULE,
    accepted_twice.RULE,
    mark_outside_table.RULE,
    memory_leaked.RULE,
    memory_dropped.RULE,
    memory_reserved_again.RULE,
    double_claim.RULE,
    eager_acceptance.RULE,
    table_window_short.RULE,
    request_forgotten.RULE,
    table_left_empty.RULE,
    exit_retried.RULE,
    firmware_simulated.RULE,
)
