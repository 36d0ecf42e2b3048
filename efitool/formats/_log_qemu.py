"""QEMU's command line, wherever a text quotes it: a script, ``ps``, libvirt's log.

::

    qemu-system-x86_64 -machine q35,confidential-guest-support=tdx0 -object tdx-guest,id=tdx0 -m 8G

Lines that end in a backslash go on. What names QEMU and gives it no machine and no memory is one
of its messages.

Reference: QEMU 9.2, qemu-options.hx, ``-m``, ``-machine``; docs/system/i386/tdx.rst.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence

from efitool.formats._log_scan import LineReader, Row
from efitool.model.qemu import QemuCommandLine

PATTERN = rb"qemu-((?:system-\w+|kvm)\b[^\r\n]*(?:(?<=\\)\r?\n[^\r\n]*)*)"

OPTION = re.compile(r"--?([A-Za-z][\w-]*)")
UNIT = {"": 20, "K": 10, "M": 20, "G": 30, "T": 40}
"""``-m`` counts in mebibytes where no unit is given."""
SIZE = re.compile(r"(\d{1,12})([KMGT]?)B?", re.IGNORECASE)


SUPPORT = ("confidential-guest-support", "memory-encryption")
"""The properties of ``-machine`` that name the object which protects the guest."""


def read(rows: Sequence[Row]) -> Iterator[QemuCommandLine]:
    """Yield each command line."""
    for row in rows:
        text = " ".join(f"qemu-{row.groups[0]}".replace("\\\r\n", " ").replace("\\\n", " ").split())
        told = _options(text)
        if {"m", "machine", "M"} & told.keys():
            yield _command_line(row.line, text, told)


def _command_line(line: int, text: str, told: Mapping[str, list[str]]) -> QemuCommandLine:
    machine = [*told.get("machine", ()), *told.get("M", ())]
    properties = _properties(machine, "type")
    objects = {_properties([o], "qom-type").get("id", ""): o for o in told.get("object", ())}
    named = (objects.get(properties[name]) for name in SUPPORT if name in properties)
    support = next(named, None)
    return QemuCommandLine(
        line,
        text,
        machine=properties.get("type"),
        memory=_size(_properties(told.get("m", ())[-1:], "size").get("size", "")),
        processors=_number(_properties(told.get("smp", ())[-1:], "cpus").get("cpus", "")),
        confidential=_properties([support], "qom-type")["qom-type"] if support else None,
        firmware=(*told.get("bios", ()), *_flash(told)),
        kernel=next(iter(told.get("kernel", ())), None),
        append=next(iter(told.get("append", ())), None),
        devices=tuple(told.get("device", ())),
    )


def _options(text: str) -> dict[str, list[str]]:
    """Return what follows each option, in order."""
    try:
        words = shlex.split(text)
    except ValueError:  # a quotation that is cut
        words = text.split()
    told = dict[str, list[str]]()
    for word, value in zip(words, [*words[1:], ""], strict=True):
        if found := OPTION.fullmatch(word):
            told.setdefault(found[1], []).append("" if OPTION.fullmatch(value) else value)
    return told


def _properties(values: Sequence[str], first: str) -> dict[str, str]:
    """Return the properties of an option that may be repeated; the first has its name left out."""
    found = dict[str, str]()
    for value in values:
        for n, part in enumerate(value.split(",")):
            name, equals, text = part.partition("=")
            if equals:
                found[name] = text
            elif not n:
                found[first] = name
    return found


def _size(text: str) -> int | None:
    found = SIZE.fullmatch(text)
    return int(found[1]) << UNIT[found[2].upper()] if found else None


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else None


def _flash(told: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the files of flash memory."""
    for drive in told.get("drive", ()):
        properties = _properties([drive], "file")
        if properties.get("if") == "pflash" and "file" in properties:
            yield properties["file"]
    for node in told.get("blockdev", ()):
        properties = _properties([node], "driver")
        if "pflash" in properties.get("node-name", "") and "filename" in properties:
            yield properties["filename"]


READER = LineReader("qemu command line", PATTERN, read)
