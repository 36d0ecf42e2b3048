"""Not more than a few GiB are accepted before the first program runs.

Nothing else happens meanwhile: the guest looks dead, for minutes where it is large. Who accepts
all: firmware before any loader; firmware at ExitBootServices(), if the loader does not call the
protocol; the stub, of regions that are small; the kernel, with accept_memory=eager.

Passes: 64 GiB of which 62 stay unaccepted. Fails: 64 GiB and a kernel that does not call the
protocol.

How long it takes depends on the host most of all; these were published for TDX: 8 GiB in 30 s with
one processor, 64 GiB in 90 s.

Reference: asterinas/asterinas, issue 1691; kata-containers/kata-containers, issue 13535;
Linux v6.12, Documentation/admin-guide/kernel-parameters.txt, accept_memory=.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.replay import events as ev
from efitool.replay.events import Actor
from efitool.replay.scenario import GIB
from efitool.rules._base import TraceRule
from efitool.rules._trace_story import Story

LIMIT = 4 << 30
"""Bytes. Firmware for TDX accepts what lies below 4 GiB, and nobody complains."""

PUBLISHED = ((64 << 30) / 90, (8 << 30) / 30)
"""Bytes in a second, the fastest first; see the page."""


def check(story: Story, rates: tuple[float, float] = PUBLISHED) -> Iterator[tuple[str, str]]:
    """Add up what everybody accepts until somebody asks for memory."""
    accepted = {**story.final.accepted, Actor.KERNEL: story.accepted_by_kernel}
    total = sum(accepted.values())
    if total <= LIMIT:
        return
    most = max(accepted, key=lambda actor: accepted[actor])
    fast, slow = (f"{total / rate:.0f}" for rate in rates)
    n = story.accepts.get(most)
    where = story.step_of(ev.EnterKernel) if n is None else f"step {n}"
    message = (
        f"{total / GIB:.1f} GiB are accepted before the first program runs, most by the {most}: "
        f"{fast} to {slow} s at published rates"
    )
    yield where, message


RULE = TraceRule(
    "eager-acceptance",
    Severity.WARNING,
    check,
    "accept lazily: `efitool explain lazy-accept`",
)
