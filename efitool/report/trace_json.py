"""A replay as one JSON object, a piece at a time: it may have a million steps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, islice
from types import MappingProxyType
from typing import Any

from efitool.model.e820 import E820Entry, type_word
from efitool.model.findings import Finding
from efitool.model.memmap import MemoryDescriptor, type_name
from efitool.replay.bitmap import VERSION as TABLE_VERSION
from efitool.replay.bitmap import Bitmap
from efitool.replay.events import Actor
from efitool.replay.meminfo import nr_unaccepted, unaccepted_kib
from efitool.replay.outcome import Result
from efitool.replay.scenario import Kexec, Scenario
from efitool.replay.trace import BurstSteps, Fault, Step, Trace
from efitool.report._json_values import hexadecimal
from efitool.report._profile_fields import fields
from efitool.report._trace_words import words
from efitool.report.json import VERSION, dumps, finding
from efitool.report.verdict import sentence

TOGETHER = 1024
"""Steps of a piece."""


def trace(
    path: str,
    label: str,
    played: Trace,
    result: Result,
    findings: Iterable[Finding],
    more: Mapping[str, Any] = MappingProxyType({}),
) -> Iterator[str]:
    """Yield the pieces of an object, without a line end; ``more`` stands behind all else."""
    head = {
        "efitool": VERSION,
        "kind": "trace",
        "path": path,
        "map": label,
        "scenario": scenario(played.scenario),
    }
    yield dumps(head).removesuffix("}") + ',"steps":['
    comma, n = "", 1
    for part in played.steps.parts():
        told = _burst(n, part) if isinstance(part, BurstSteps) else map(_step, count(n), part)
        while some := ",".join(islice(told, TOGETHER)):
            yield comma + some
            comma = ","
        n += len(part)
    tail = {"result": _result(played, result), "findings": [finding(f) for f in findings], **more}
    yield "]," + dumps(tail).removeprefix("{")


def scenario(scenario: Scenario) -> dict[str, Any]:
    """Describe who boots what."""
    return {
        "firmware": fields(scenario.firmware),
        "kernel": fields(scenario.kernel),
        "platform": scenario.platform,
        "accept_memory": scenario.accept_memory,
        "soft_reserve": scenario.soft_reserve,
        "add_efi_memmap": scenario.add_efi_memmap,
        "touch": [[hex(r.start), hex(r.end)] for r in scenario.touch],
        "kexec": scenario.kexec and _kexec(scenario.kexec),
        "until": scenario.until,
    }


def _kexec(next: Kexec) -> dict[str, Any]:
    return {"segments": [[hex(r.start), hex(r.end)] for r in next.segments], "crash": next.crash}


def summary(result: Result) -> dict[str, Any]:
    """Describe what a replay came to, and not how."""
    return {
        "outcome": result.outcome,
        "sentence": sentence(result),
        "exit_boot_services_calls": result.exit_boot_services_calls,
        "bytes": {
            "usable": result.usable,
            "given_unaccepted": result.given,
            "unaccepted": result.unaccepted,
            "lost": result.lost,
            "accepted_by_platform": result.accepted[Actor.PLATFORM],
            "accepted_by_firmware": result.accepted[Actor.FIRMWARE],
            "accepted_by_loader": result.accepted[Actor.LOADER],
            "accepted_by_stub": result.accepted[Actor.STUB],
            "accepted_by_kernel": result.accepted[Actor.KERNEL],
        },
        "meminfo": {
            "unaccepted_kib": unaccepted_kib(result.shown),
            "nr_unaccepted": nr_unaccepted(result.shown),
        },
        "faults": result.faults,
    }


def _step(n: int, step: Step) -> str:
    """Return a step as text: `json.dumps` of a dictionary takes five times as long."""
    name, detail, range, status = words(step.event)
    told = dict(detail) if status is None else {**dict(detail), "status": str(status)}
    details = json.dumps(told, separators=(",", ":")) if told else "{}"
    at = f'["{range.start:#x}","{range.end:#x}"]' if range else "null"
    fault = dumps(_fault(step.fault)) if step.fault else "null"
    return (
        f'{{"n":{n},"actor":"{step.event.actor}","event":"{name}","detail":{details},'
        f'"range":{at},"unaccepted":{step.unaccepted},"fault":{fault}}}'
    )


def _burst(n: int, burst: BurstSteps) -> Iterator[str]:
    """Return what `_step` does of each step of a burst, which is never made."""
    actor = burst.actor
    steps = zip(count(n), burst.rows(), burst.unaccepted(), strict=False)
    for number, (kind, start, end), left in steps:
        yield (
            f'{{"n":{number},"actor":"{actor}","event":"{kind.__name__}","detail":{{}},'
            f'"range":["{start:#x}","{end:#x}"],"unaccepted":{left},"fault":null}}'
        )


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "id": fault.id,
        "range": [hex(fault.range.start), hex(fault.range.end)],
        "why": fault.why,
        "fatal": fault.fatal,
    }


def _result(played: Trace, result: Result) -> dict[str, Any]:
    final = played.final
    return {
        **summary(result),
        "table": final.table and _table(final.table),
        "e820": _entries(final.e820),
        "kernel_e820": _entries(final.kernel_e820),
        "memory_map": [_descriptor(d) for d in final.descriptors],
    }


def _entries(entries: Iterable[E820Entry]) -> list[dict[str, Any]]:
    return [{"start": hex(e.start), "end": hex(e.end), "type": type_word(e.type)} for e in entries]


def _table(table: Bitmap) -> dict[str, Any]:
    return {
        "version": TABLE_VERSION,
        "unit_size": table.unit_size,
        "phys_base": hex(table.phys_base),
        "size": len(table.bits) // 8,
        "bitmap": table.bits.tobytes().hex(),
    }


def _descriptor(d: MemoryDescriptor) -> dict[str, Any]:
    return {
        "type": d.type,
        "type_name": type_name(d.type),
        "start": hex(d.start),
        "end": hex(d.end),
        "pages": d.pages,
        "attributes": hexadecimal(d.attributes),
    }
