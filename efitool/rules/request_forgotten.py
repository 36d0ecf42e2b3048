"""What a kernel asks for in OsIndications is there at the next boot.

With a store of variables that is lost at each reset, and with firmware that deletes bits that it
does not know, the kernel asks in every boot and never gets it: memory is accepted before it, for
ever. Simulated: no such bit is defined.

Passes: a kernel that asks once. Fails: one that asks in two boots.

Reference: UEFI 2.10, 8.5.4; edk2, MdeModulePkg/Universal/BdsDxe/BdsEntry.c,
BdsFormalizeOSIndicationVariable().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.replay import events as ev
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Look for more than one request; no kernel makes two in one boot."""
    asked = [turn for turn in story.turns if _asks(turn.step.event)]
    if len(asked) > 1:
        yield asked[-1].where, f"the kernel asks again for what it asked for at {asked[-2].where}"


def _asks(event: ev.Event) -> bool:
    return isinstance(event, ev.SetVariable) and event.actor is ev.Actor.KERNEL


RULE = TraceRule(
    "request-forgotten",
    Severity.WARNING,
    check,
    "keep variables in flash, and have firmware that knows the bit",
)
