"""CPU time and memory of whole processes, measured in interleaved rounds.

A machine's speed drifts by a quarter within minutes, the ratio of two commands that run side by
side hardly: commands are compared round by round, and the median of the rounds is told.
"""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""Python that may not keep its byte code compiles everything anew in every process."""

Command: TypeAlias = tuple[str, ...]

PASS: Command = (sys.executable, "-c", "pass")
"""What every Python program costs before its first line."""


class CommandError(Exception):
    """A measured command failed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One process with all its children: seconds of CPU (user and system) and of the clock.

    ``peak`` is the memory in bytes of the largest of them; Linux never tells less than what the
    process that started them held, which here is some 40 MiB.
    """

    cpu: float
    wall: float
    peak: int


@dataclass(frozen=True, slots=True)
class Rounds:
    """The costs of several commands, one tuple a round, in the order of the commands."""

    costs: tuple[tuple[Cost, ...], ...]

    def median(self, figure: Callable[..., float]) -> float:
        """Return the median over the rounds of a figure computed from the costs of each."""
        return median(figure(*row) for row in self.costs)


def measure(rounds: int, *commands: Command) -> Rounds:
    """Run the commands in turn, round after round, after a round that only warms up."""
    for command in commands:
        print(shlex.join(command)[:150], file=sys.stderr)
        run(command)
    return Rounds(tuple(tuple(run(command) for command in commands) for _ in range(rounds)))


def run(command: Command) -> Cost:
    """Run one command, its output thrown away. Raises `CommandError`."""
    begin = time.monotonic()
    pid = os.posix_spawnp(
        command[0],
        command,
        ENVIRONMENT,
        file_actions=[(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)],
    )
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise CommandError(f"{shlex.join(command)} ended with status {status:#x}")
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(cpu, time.monotonic() - begin, usage.ru_maxrss * 1024)
