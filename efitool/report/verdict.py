"""What a replay came to, in one sentence that a person needs."""

from __future__ import annotations

from efitool.replay.events import Actor
from efitool.replay.outcome import Loss, Outcome, Result
from efitool.report.sizes import binary

ACCEPTED_BY = {
    Actor.PLATFORM: "the paravisor accepts {} before firmware runs",
    Actor.FIRMWARE: "firmware accepts {} before the kernel is entered",
    Actor.LOADER: "the loader accepts {} before the kernel is entered",
    Actor.STUB: "the stub accepts {}",
    Actor.KERNEL: "the kernel accepts {}",
}


def sentence(result: Result) -> str:
    """Say how it ends, and what that costs."""
    match result.outcome:
        case Outcome.FAILS:
            return f"stops: {result.stop}"
        case Outcome.BOOTS_SHORT:
            stops = result.loss is Loss.UNMARKED
            costs = "cannot touch {}" if stops else "sees {} less"
            return f"boots, but the guest {costs.format(binary(result.lost))}: {result.loss}"
        case Outcome.BOOTS:
            return _works(result)


def _works(result: Result) -> str:
    """Say who accepted most, and what is left for later."""
    if not result.given:
        return "works: no memory is unaccepted"
    left = f"{binary(result.unaccepted)} stay unaccepted until they are needed"
    who = max(ACCEPTED_BY, key=lambda actor: result.accepted[actor])
    most = result.accepted[who]
    did = ACCEPTED_BY[who].format(binary(most))
    if 2 * most > result.given:
        return f"works, but {did}" + (f", and {left}" if result.unaccepted else "")
    return f"works: {left}" + (f"; {did}" if most else "")
