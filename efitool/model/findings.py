"""What a rule has to say."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Severity(IntEnum):
    """What a finding costs the guest."""

    NOTE = 1
    """Worth knowing."""
    WARNING = 2
    """It will be slow or fragile."""
    ERROR = 3
    """It will not boot, or will die."""


class Finding(NamedTuple):
    """The bytes decode and are suspicious."""

    rule: str
    severity: Severity
    where: str
    message: str
    advice: str
