"""What an event is called, and what of it is told."""

from __future__ import annotations

import pytest

from efitool.model.e820 import E820Entry, E820Type
from efitool.model.ranges import PhysRange
from efitool.replay import events as ev
from efitool.replay.events import Actor, Status
from efitool.report._trace_words import Words, words


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (ev.Accept(Actor.STUB, 0, 4096, marked=True), Words("Accept", (), PhysRange(0, 4096))),
        (ev.Touch(Actor.USER, 1, 2), Words("Touch", (), PhysRange(1, 2))),
        (
            ev.Query(Actor.KERNEL, 1, 2, result=True),
            Words("Query", (("result", True),), PhysRange(1, 2)),
        ),
        (
            ev.Call(Actor.STUB, "AllocatePool", Status.SUCCESS, (("size", 8),)),
            Words("AllocatePool", (("size", 8),), None, Status.SUCCESS),
        ),
        (
            ev.ExitBootServices(Actor.STUB, 7, Status.INVALID_PARAMETER),
            Words("ExitBootServices", (("key", 7),), None, Status.INVALID_PARAMETER),
        ),
        (
            ev.AddMemorySpace(Actor.FIRMWARE, 0, 4096, 7),
            Words("AddMemorySpace", (("type", "EfiConventionalMemory"),), PhysRange(0, 4096)),
        ),
        (
            ev.SetupE820(Actor.STUB, (E820Entry(0, 1, E820Type.USABLE),) * 3),
            Words("SetupE820", (("entries", 3),)),
        ),
        (
            ev.Park(Actor.KERNEL, (PhysRange(0, 8), PhysRange(16, 32))),
            Words("Park", (("ranges", 2), ("bytes", 24))),
        ),
        (ev.Halt(Actor.STUB, "no"), Words("Halt", (("reason", "no"),))),
        (ev.EnterKernel(Actor.STUB), Words("EnterKernel")),
    ],
)
def test_words(event: ev.Event, told: Words) -> None:
    assert words(event) == told


def test_the_table_is_a_configuration_table() -> None:
    name, detail, range, status = words(ev.InstallTable(Actor.STUB, 0x200000, 2 << 20, 8))

    assert (name, range, status) == ("InstallConfigurationTable", None, Status.SUCCESS)
    assert dict(detail)["phys_base"] == "0x200000"
