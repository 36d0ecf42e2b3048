"""A script: what is asked for after the kernel was entered, instead of what it would do."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from efitool.replay import events as ev
from efitool.replay.events import Actor
from efitool.replay.scenario import Request, Scenario
from efitool.replay.script import Script
from efitool.replay.state import State
from efitool.replay.unaccepted_memory import (
    accept_all,
    accept_memory_early,
    range_contains_unaccepted_memory,
)


def play(state: State, scenario: Scenario, requests: tuple[Request, ...]) -> Script[None]:
    """Do what a script asks for."""
    rounds = scenario.kernel.rounds_to_pages
    for verb, row in groupby(requests, itemgetter(0)):
        if verb == "accept":
            asked = tuple(row)
            yield from accept_all(state, asked, len(asked), rounds_to_pages=rounds)
            continue
        for _, start, size in row:
            if verb == "query":
                yield from range_contains_unaccepted_memory(
                    state, start, size, rounds_to_pages=rounds
                )
            elif verb == "stub":
                yield from accept_memory_early(state, start, size)
            else:
                yield ev.Touch(Actor.USER, start, start + size)
