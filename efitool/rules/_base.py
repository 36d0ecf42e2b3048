"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from efitool.model.findings import Severity
from efitool.model.image import Image


class Rule(NamedTuple):
    """A requirement that can be broken; ``check`` yields where and how."""

    id: str
    severity: Severity
    check: Callable[[Image], Iterator[tuple[str, str]]]
    advice: str
