"""The tables of a recording; see `efitool.formats._recording`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from efitool.errors import LimitError, MalformedError
from efitool.model.ranges import PhysRange
from efitool.model.recording import Acceptance, ServiceCall, Setup

NAME = "recording"

LINES = 2_000_000
"""Lines of a table: 64 TiB accepted in blocks have more, but nobody has recorded that."""

ALLOWED = re.compile(r"AllowUnacceptedMemory\(\) called .*?-> (EFI_SUCCESS|0x[0-9a-f]+)")
LEAVING = "ExitBootServices key="
LEFT = re.compile(r"ExitBootServices -> (0x[0-9a-f]+)")
SETTING = re.compile(r"#.*|(?!R$|PROTO$|EBS$|TRACE$)[A-Z][A-Z_]*")
HEX = re.compile(r"(?:0x)?[0-9a-f]{1,16}")


def setup(content: bytes) -> Setup:
    """Read unacc.cfg; other settings are of no concern here. Raises `MalformedError`."""
    ranges = []
    flags = {"PROTO": False, "EBS": False, "TRACE": True}
    for where, line in _lines(content, "unacc.cfg"):
        match line.split():
            case ["R", start, end]:
                ranges.append(PhysRange(_hex(start, where), _hex(end, where)))
            case [word, value] if word in flags:
                flags[word] = bool(_hex(value, where))
            case [word, *_] if SETTING.fullmatch(word):
                pass
            case _:
                raise _malformed(where, f"expected a setting, found {line[:40]!r}")
    return Setup(tuple(ranges), flags["PROTO"], flags["EBS"], flags["TRACE"])


def services(content: bytes) -> tuple[ServiceCall, ...]:
    """Read stub-trace.tsv: calls that repeat are one line there. Raises `MalformedError`.

    What firmware's own drivers call within ExitBootServices() is left out.
    """
    calls = []
    leaving = False
    for where, line in _lines(content, "stub-trace.tsv"):
        columns = line.split("\t")
        if found := ALLOWED.match(line):
            status = 0 if found[1] == "EFI_SUCCESS" else int(found[1], 16)
            calls.append(ServiceCall("AllowUnacceptedMemory", None, status))
        elif line.startswith(LEAVING):
            leaving = True
        elif found := LEFT.match(line):
            leaving = False
            calls.append(ServiceCall("ExitBootServices", None, int(found[1], 16)))
        elif len(columns) > 3 and columns[1] and not leaving:
            calls.append(ServiceCall(columns[0], columns[1].lower(), _hex(columns[3], where)))
    return tuple(calls)


def acceptances(content: bytes) -> tuple[Acceptance, ...]:
    """Read accept-sequence.tsv. Raises `MalformedError`."""
    found = []
    for where, line in _lines(content, "accept-sequence.tsv"):
        if line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) < 4:
            raise _malformed(where, f"expected number, phase, start, end; found {line[:40]!r}")
        range = PhysRange(_hex(columns[2], where), _hex(columns[3], where))
        found.append(Acceptance(columns[1], range))
    return tuple(found)


def _lines(content: bytes, name: str) -> Iterator[tuple[str, str]]:
    """Yield the lines that say something, each with where it stands."""
    if content.count(b"\n") > LINES:
        raise LimitError(f"{name}: more than {LINES:,} lines")
    for n, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        if line.strip():
            yield f"{name} line {n}", line


def _hex(word: str, where: str) -> int:
    if not HEX.fullmatch(word.lower()):
        raise _malformed(where, f"{word[:40]!r} is no number in hex")
    return int(word, 16)


def _malformed(where: str, problem: str) -> MalformedError:
    return MalformedError(NAME, where, 0, problem)
