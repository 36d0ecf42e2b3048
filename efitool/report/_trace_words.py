"""What an event is called, and what of it is worth telling."""

from __future__ import annotations

from typing import Any, NamedTuple

from efitool.model.memmap import type_name
from efitool.model.ranges import PhysRange
from efitool.replay import events as ev


class Words(NamedTuple):
    """An event in words; what has no range or status has None there."""

    name: str
    """The service's name in the specification where it is one."""
    detail: tuple[tuple[str, object], ...] = ()
    range: PhysRange | None = None
    status: ev.Status | None = None


def words(event: ev.Event) -> Words:
    """Tell an event; what it is called is what the specification calls it."""
    match event:
        case ev.Accept(_, start, end):
            return Words("Accept", (), PhysRange(start, end))
        case ev.Touch(_, start, end):
            return Words("Touch", (), PhysRange(start, end))
        case ev.Query(_, start, end, answer):
            return Words("Query", (("result", answer),), PhysRange(start, end))
        case ev.Call(_, service, status, detail):
            return Words(service, detail, None, status)
        case ev.InstallTable(_, phys_base, unit_size, size):
            about = (
                ("guid", str(ev.UNACCEPTED_TABLE)),
                ("phys_base", hex(phys_base)),
                ("unit_size", unit_size),
                ("size", size),
            )
            return Words("InstallConfigurationTable", about, None, ev.Status.SUCCESS)
        case ev.AddMemorySpace(_, start, end, type_):
            return Words("AddMemorySpace", (("type", type_name(type_)),), PhysRange(start, end))
        case ev.Park(_, ranges):
            size = sum(r.size for r in ranges)
            return Words("Park", (("ranges", len(ranges)), ("bytes", size)))
        case _:
            return _by_fields(event)


def _by_fields(event: ev.Event) -> Words:
    """Tell an event by the names of its fields; of what is long, how long it is."""
    fields: dict[str, Any] = {
        k: len(v) if isinstance(v, tuple) else v for k, v in event._asdict().items()
    }
    del fields["actor"]
    status = fields.pop("status", None)
    range = PhysRange(fields.pop("start"), fields.pop("end")) if "start" in fields else None
    return Words(type(event).__name__, tuple(fields.items()), range, status)
