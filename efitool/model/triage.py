"""What triage is about: the evidence of one guest, and what is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from efitool.model.artifact import Artifact
from efitool.model.capability import Answer, Capability
from efitool.model.findings import Severity


class Origin(NamedTuple):
    """Where something stands: a line of a text, or an offset of a file, and the words there."""

    path: str
    line: int | None = None
    offset: int | None = None
    text: str = ""


class Evidence(NamedTuple):
    """One input, what it was found to be, and what was read of it."""

    path: str
    """With the member's name behind ``!`` where it came out of an archive."""
    size: int
    what: str
    """The name of its format, or the type of an image."""
    artifact: Artifact
    capabilities: tuple[Capability, ...] = ()
    """The answers of an image; those of a firmware are the firmware's."""


class Fact(NamedTuple):
    """A value that was established, and what says so."""

    value: str | int
    origin: Origin


class Verdict(StrEnum):
    """What a rule says of a guest; it never says *pass* because a thing was not looked at."""

    FAIL = "fail"
    PASS = "pass"
    INFO = "info"
    UNKNOWN = "unknown"


class Judgement(NamedTuple):
    """What one rule makes of one guest.

    Of an unknown one, ``message`` is what to collect.
    """

    verdict: Verdict
    message: str
    evidence: tuple[Origin, ...] = ()


class TriageFinding(NamedTuple):
    """A rule that failed, or has something to tell."""

    rule: str
    verdict: Verdict
    severity: Severity
    message: str
    cause: str
    advice: str
    evidence: tuple[Origin, ...]


class Unknown(NamedTuple):
    """A rule whose input is missing, and what would give it."""

    rule: str
    collect: str
    asks: bool = False
    """Whether the rule asks for it, by what it has seen; else it has seen nothing to go by."""


class Facts(NamedTuple):
    """What could be established of the guest; None where nothing tells."""

    kernel: Fact | None = None
    handles_unaccepted: Answer | None = None
    firmware: Fact | None = None
    given_bytes: int | None = None
    """Memory that firmware's map has for the guest, unaccepted or not."""
    usable_bytes: int | None = None
    unaccepted_bytes: int | None = None
    lost_bytes: int | None = None


class Triage(NamedTuple):
    """The answer: one sentence, then what it rests on."""

    inputs: tuple[tuple[str, str], ...]
    """Path and what it is."""
    failures: Mapping[str, str]
    """Inputs that could not be read, and why."""
    verdict: str
    facts: Facts
    findings: tuple[TriageFinding, ...]
    passed: tuple[str, ...]
    """Rules that looked, and found nothing."""
    unknown: tuple[Unknown, ...]


class RulePage(NamedTuple):
    """A rule of triage as its manual tells it, for reports that bring the manual along."""

    id: str
    severity: Severity
    page: str
    """The docstring of its module: one sentence first."""
    cause: str
    advice: str
