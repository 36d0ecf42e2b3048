"""The acceptance flow, replayed: a map and a scenario become a trace.

`replay` lets the actors play on a `State`; `step` makes all changes, and the platform judges each
event. Nothing here reads files or prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from efitool.errors import LimitError

if TYPE_CHECKING:
    from efitool.model.memmap import MemoryMap
    from efitool.replay.scenario import Scenario
    from efitool.replay.trace import Trace

DESCRIPTORS = 1 << 18
"""Of one map: each takes half a KiB, or two where firmware accepts it and all is reported."""


def replay(map: MemoryMap, scenario: Scenario) -> Trace:
    """Play the flow on a map as firmware shows it to its loader.

    Raises `LimitError` for a map of more than `DESCRIPTORS`, and where it takes too many steps.
    """
    if len(map.descriptors) > DESCRIPTORS:
        count = f"{len(map.descriptors):,}"
        raise LimitError(f"{count} descriptors; a replay takes no more than {DESCRIPTORS:,}")
    from efitool.replay._boots import play  # no other command has to wait for the actors

    return play(map, scenario)
