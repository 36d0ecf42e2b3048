"""What a sample's C source says that its image refers to: GUIDs, and the services they go to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sample_tools import source_files

DEFINITION = re.compile(r"#define (\w+)[\s\\]+\{([^}]*)\{([^}]*)\}")
SERVICE = re.compile(r"EFIAPI \*(\w+)\)")
DECLARATION = re.compile(r"(\w+)(?:\[\])?(?:; /\*)? = (?:\{\s*)?((?:[A-Z][A-Z0-9_]{9,}\b[,\s]*)+)")
FUNCTION = re.compile(r"(?ms)^[\w *()]*?\b(\w+)\(([^()]*)\)\n\{\n(.*?)^\}")
WRAPPER = re.compile(r"uefi_call_wrapper\(\w+->(\w+), \d, ")
CONDITION = re.compile(r"#if UNACCEPTED\n(.*?)#endif\n", re.DOTALL)
COMMENT = re.compile(r"/\*(?! = )[^*]*(?:\*(?!/)[^*]*)*\*/")

Calls = list[tuple[str, str]]
"""A function that is called, and its arguments."""


@dataclass(frozen=True)
class Reference:
    """A GUID, and the service that it is passed to; None where it is data that no code names."""

    guid: UUID
    name: str
    call: str | None


def references(source: Path, *, unaccepted: bool = True) -> list[Reference]:
    """Return the references of one source, or of the sources in a folder, in their order.

    A source names a variable for each GUID that it passes on, and gives its address to a service
    or to a function that passes it on.
    """
    top = next(p for p in source.parents if (p / "guids.h").exists())
    guids = {n: guid(*fields) for n, *fields in DEFINITION.findall((top / "guids.h").read_text())}
    services = SERVICE.findall((top / "efi.h").read_text())
    text = "".join(path.read_text() for path in source_files(source) if path.suffix == ".c")
    text = CONDITION.sub(r"\1" if unaccepted else "", COMMENT.sub("", text))
    text = WRAPPER.sub(r"\1(", text)

    names = {
        variable: [name for name in re.findall(r"\w+", value) if name in guids]
        for variable, value in DECLARATION.findall(text)
    }
    functions = {name: (parameters, body) for name, parameters, body in FUNCTION.findall(text)}
    passed_on = {name: set(reached(name, functions, services)) for name in functions}
    passed_on |= {service: {service} for service in services}
    calls = [
        Reference(guids[name], name, service)
        for function, arguments in calls_in(text, passed_on)
        for variable in re.findall(r"&(\w+)", arguments)
        for name in names.get(variable, ())
        for service in sorted(passed_on[function])
    ]
    passed = {r.name for r in calls}
    unnamed = [n for n in re.findall(r"\w+", text) if n in guids and n not in passed]
    return list(dict.fromkeys([*calls, *(Reference(guids[n], n, None) for n in unnamed)]))


def reached(
    function: str, functions: dict[str, tuple[str, str]], services: list[str]
) -> Iterator[str]:
    """Yield the services that get the GUID which a function takes as a parameter."""
    parameters, body = functions[function]
    if parameter := re.search(r"EFI_GUID \*(\w+)", parameters):
        for callee, arguments in calls_in(body, [*services, *functions]):
            if parameter[1] in re.split(r",\s*", arguments):
                yield from [callee] if callee in services else reached(callee, functions, services)


def calls_in(text: str, names: Iterable[str]) -> Calls:
    """Return the calls of functions of these names, with their arguments."""
    return re.findall(rf"\b({'|'.join(names)})\(((?:[^();]|\([^()]*\))*)\)", text)


def guid(first: str, last: str) -> UUID:
    """Return the GUID of a C initialiser."""
    a, b, c = (int(n, 16) for n in re.findall(r"\w+", first))
    d = bytes(int(n, 16) for n in re.findall(r"\w+", last))
    return UUID(fields=(a, b, c, d[0], d[1], int.from_bytes(d[2:], "big")))
