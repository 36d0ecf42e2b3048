"""A loader calls ExitBootServices() again when its map is out of date.

EFI_INVALID_PARAMETER says that the map has changed since it was taken. Firmware that accepts
memory in the first call changes it always, so a loader that gives up never boots there; with a
new map, the second call works.

Passes: a loader that takes the map again. Fails: one that stops after the first call, for a
reason that a new map would have healed.

Reference: UEFI 2.10, 7.4.6, EFI_BOOT_SERVICES.ExitBootServices(); unikraft/unikraft, pull
request 1105.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from efitool.model.findings import Severity
from efitool.replay import events as ev
from efitool.replay.firmware import misaligned_runtime
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Look for a loader that stops right after its only call."""
    after = {turn.n: next for turn, next in pairwise(story.boot)}
    for turn, status in story.exits if len(story.exits) == 1 else ():
        next = after.get(turn.n)
        gives_up = next and isinstance(next.step.event, ev.Halt)
        if status is not ev.Status.INVALID_PARAMETER or not gives_up:
            continue
        if not misaligned_runtime(story.final, story.scenario):
            kib = story.accepted_at_exit >> 10
            why = f" (firmware accepted {kib} KiB)" if kib else ""
            yield turn.where, f"the map has changed{why}, and nobody calls again"


RULE = TraceRule(
    "exit-retry-missing",
    Severity.ERROR,
    check,
    "take the map again and call ExitBootServices() a second time",
)
