"""When a run may do without what it asked for: a package, or another tool.

In CI, and with ``EFITOOL_REAL=required``, what cannot be had fails; elsewhere it skips.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest


class UnavailableError(Exception):
    """Something that is needed cannot be had here; the message says why."""


def required() -> bool:
    return os.environ.get("CI") == "true" or os.environ.get("EFITOOL_REAL") == "required"


def give_up(why: str, *, failing: bool) -> NoReturn:
    if failing:
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def obtaining() -> Iterator[None]:
    """Skip or fail where something inside is unavailable."""
    try:
        yield
    except UnavailableError as e:
        give_up(str(e), failing=required())
