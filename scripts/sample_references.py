"""What a sample's C source says that its image refers to: GUIDs, and the services they go to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

DEFINITION = re.compile(r"#define (\w+)[\s\\]+\{([^}]*)\{([^}]*)\}")
SERVICE = re.compile(r"EFIAPI \*(\w+)\)")
DECLARATION = re.compile(r"(\w+)(?:\[\])?(?:; /\*)? = (?:\{\s*)?((?:[A-Z][A-Z0-9_]{9,}\b[,\s]*)+)")
CONDITION = re.compile(r"#if UNACCEPTED\n(.*?)#endif\n", re.DOTALL)
COMMENT = re.compile(r"/\*(?! = )[^*]*(?:\*(?!/)[^*]*)*\*/")


@dataclass(frozen=True)
class Reference:
    """A GUID, and the service that it is passed to; None where it is data that no code names."""

    guid: UUID
    name: str
    call: str | None


def references(source: Path, *, unaccepted: bool = True) -> list[Reference]:
    """Return the references of one source in the order of its text.

    A source names a variable for each GUID that it passes on and gives its address to a service,
    or to a function of its own that has the name of the service it calls.
    """
    top = next(p for p in source.parents if (p / "guids.h").exists())
    guids = {n: guid(*fields) for n, *fields in DEFINITION.findall((top / "guids.h").read_text())}
    services = SERVICE.findall((top / "efi.h").read_text())
    text = CONDITION.sub(r"\1" if unaccepted else "", COMMENT.sub("", source.read_text()))

    names = {
        variable: [name for name in re.findall(r"\w+", value) if name in guids]
        for variable, value in DECLARATION.findall(text)
    }
    call = re.compile(rf"\b({'|'.join(services)})\(((?:[^();]|\([^()]*\))*)\)")
    calls = [
        Reference(guids[name], name, service)
        for service, arguments in call.findall(text)
        for variable in re.findall(r"&(\w+)", arguments)
        for name in names.get(variable, ())
    ]
    passed = {r.name for r in calls}
    unnamed = [n for n in re.findall(r"\w+", text) if n in guids and n not in passed]
    return list(dict.fromkeys([*calls, *(Reference(guids[n], n, None) for n in unnamed)]))


def guid(first: str, last: str) -> UUID:
    """Return the GUID of a C initialiser."""
    a, b, c = (int(n, 16) for n in re.findall(r"\w+", first))
    d = bytes(int(n, 16) for n in re.findall(r"\w+", last))
    return UUID(fields=(a, b, c, d[0], d[1], int.from_bytes(d[2:], "big")))
