"""How long acceptance takes, at costs that somebody has stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from efitool.replay.events import Actor
from efitool.replay.operations import MEASURED, NAMES, Bill, Operation
from efitool.report.terminal import Palette

Counts = Mapping[Actor, Mapping[Operation, int]]

WORDS = {operation: word for word, operation in NAMES.items()}


def render(bill: Bill, counts: Counts, palette: Palette) -> Iterator[str]:
    """Yield the lines: who takes how long, for how many operations."""
    yield ""
    yield palette.bold("Time to accept, at the costs stated")
    for actor, of_one in counts.items():
        yield f"  {actor:<10}{bill.time(of_one):>12.3f} s"
        for operation, n in of_one.items():
            each = bill.seconds.get(operation)
            told = "no cost stated" if each is None else f"{each:g} s each"
            yield palette.dim(f"  {'':<10}{n:>12,} {operation}, {told}")
    if not counts:
        yield "  nobody accepts anything"
    for line in wrap(f"No cost of one operation was published. Of whole boots: {_measured()}.", 96):
        yield palette.dim(f"  {line}")


def _measured() -> str:
    told = (f"{m.guest}, up {m.faster:g} times sooner if it accepts lazily" for m in MEASURED)
    sources = dict.fromkeys(m.reference for m in MEASURED)
    return f"{'; '.join(told)} ({'; '.join(sources)})"


def described(bill: Bill, counts: Counts) -> dict[str, Any]:
    """Describe the same for programs."""
    return {
        actor: {
            "seconds": bill.time(of_one),
            "operations": {WORDS[operation]: n for operation, n in of_one.items()},
        }
        for actor, of_one in counts.items()
    }
