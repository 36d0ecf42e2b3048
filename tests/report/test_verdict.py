"""The sentence that a person needs."""

from __future__ import annotations

import pytest

from efitool.replay.events import Actor
from efitool.replay.outcome import Loss, Outcome, Result
from efitool.report.verdict import sentence

GIB = 1 << 30
NOBODY = dict.fromkeys(Actor, 0)
FINE = Result(Outcome.BOOTS, 1, 64 * GIB, 66 * GIB, 64 * GIB, 0, None, NOBODY, 0, 0, None)


def test_memory_is_left() -> None:
    assert sentence(FINE) == "works: 64.0 GiB stay unaccepted until they are needed"


def test_nothing_is_unaccepted() -> None:
    assert sentence(FINE._replace(given=0, unaccepted=0)) == "works: no memory is unaccepted"


LATER = "stay unaccepted until they are needed"


@pytest.mark.parametrize(
    ("actor", "size", "said"),
    [
        (
            Actor.FIRMWARE,
            64 * GIB,
            "works, but firmware accepts 64.0 GiB before the kernel is entered",
        ),
        (
            Actor.KERNEL,
            62 * GIB,
            f"works, but the kernel accepts 62.0 GiB, and 2.0 GiB {LATER}",
        ),
        (
            Actor.STUB,
            2 * GIB,
            f"works: 62.0 GiB {LATER}; the stub accepts 2.0 GiB",
        ),
    ],
)
def test_who_accepts_most(actor: Actor, size: int, said: str) -> None:
    result = FINE._replace(accepted={**NOBODY, actor: size}, unaccepted=64 * GIB - size)
    assert sentence(result) == said


def test_memory_is_lost() -> None:
    result = FINE._replace(outcome=Outcome.BOOTS_SHORT, lost=3 << 28, loss=Loss.DROPPED)
    assert sentence(result) == (
        "boots, but the guest sees 768.0 MiB less: what it was given as unaccepted is not in its "
        "table of memory"
    )


def test_the_guest_stops() -> None:
    result = FINE._replace(outcome=Outcome.FAILS, stop="exit_boot() failed!")
    assert sentence(result) == "stops: exit_boot() failed!"


def test_memory_that_stops_the_guest() -> None:
    result = FINE._replace(outcome=Outcome.BOOTS_SHORT, lost=3 << 28, loss=Loss.UNMARKED)
    assert sentence(result) == (
        "boots, but the guest cannot touch 768.0 MiB: what it takes for its own is neither "
        "accepted nor marked"
    )
