"""What a rule says of a replay."""

from __future__ import annotations

from efitool.replay.outcome import result
from efitool.replay.trace import Trace
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story, story


def told(trace: Trace) -> Story:
    """Return what rules look at."""
    return story(trace, result(trace))


def broken(rule: TraceRule, trace: Trace) -> list[tuple[str, str]]:
    """Return where a rule is broken, and how."""
    return list(rule.check(told(trace)))
