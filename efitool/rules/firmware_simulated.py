"""A replay is of firmware that exists.

Some profiles are policies that were proposed, or variants that nobody has built. What the kernel
does then is what its code does; what firmware does is what somebody meant.

Passes: edk2-sev-snp. Fails: menu-expose.

Reference: the reference of each profile, `efitool replay --list-profiles`.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story


def check(story: Story) -> Iterator[tuple[str, str]]:
    """Look at the profile."""
    firmware = story.scenario.firmware
    if firmware.simulated:
        yield "scenario", f"{firmware.name} is simulated: {firmware.reference}"


RULE = TraceRule(
    "firmware-simulated",
    Severity.NOTE,
    check,
    "do not expect it of a machine",
)
