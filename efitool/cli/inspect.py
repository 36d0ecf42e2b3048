"""`efitool inspect`: what an image is and what it can do, or what there is in a log."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from efitool.cli._output import (
    READ_ERRORS,
    STDIN,
    Color,
    ColorOption,
    FailOn,
    FailOnOption,
    FormatOption,
    JsonOption,
    load,
    palette,
    print_error,
    progress,
    reason,
    searching,
    tell_unsearched,
    write,
)
from efitool.report.terminal import Palette

if TYPE_CHECKING:
    from uuid import UUID

    from efitool.model.artifact import Record
    from efitool.model.image import Data, Image
    from efitool.model.inspection import InspectedFile, Inspection
    from efitool.model.reference import GuidReference

PARALLEL_FROM = 4
"""Fewer files are done sooner than further processes are started."""


class Job(NamedTuple):
    """One file to inspect, and how; what a worker process is told."""

    path: str
    format: str | None
    deep: bool
    json: bool
    all_guids: bool
    palette: Palette
    fail_on: FailOn


class Outcome(NamedTuple):
    """What a worker answers: text for stdout, a line for stderr, and whether to fail."""

    output: str | None
    error: str | None = None
    failed: bool = False


def inspect(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Images, maps, logs; - is standard input.")
    ],
    json: JsonOption = False,
    guids: Annotated[bool, typer.Option("--guids", help="List every GUID reference.")] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Unpack payloads and look inside.")] = False,
    format: FormatOption = None,
    color: ColorOption = Color.AUTO,
    fail_on: FailOnOption = FailOn.ERROR,
) -> None:
    """Say what an EFI image is, which GUIDs it refers to and what it can do.

    Kernels are answered from their EFI stub; --deep unpacks the payload and adds what it says. Of a
    memory map or a log it says what is there, and how to look at it.

    Example: efitool inspect /boot/vmlinuz-* dmesg.xz
    """
    painted = palette(color)
    jobs = [Job(f, format, deep, json, guids, painted, fail_on) for f in files]
    code = 0
    for n, outcome in enumerate(progress(_run(jobs), len(jobs), "inspecting")):
        if outcome.error:
            print_error(outcome.error)
        if outcome.output:
            write("\n" * (n > 0 and not json) + outcome.output + "\n")
        code = max(code, 2 if outcome.error else int(outcome.failed))
    raise typer.Exit(code)


def _run(jobs: list[Job]) -> Iterator[Outcome]:
    """Do all jobs, on all processors where that pays, and answer in order."""
    yield examine(jobs[0])
    # What the first file has loaded is there for good, and inherited by every worker.
    gc.freeze()
    workers = min(_processors(), len(jobs) - 1)
    if len(jobs) < PARALLEL_FROM or workers < 2 or any(job.path == STDIN for job in jobs):
        yield from map(_examine_one_of_many, jobs[1:])
    else:
        yield from _in_parallel(jobs[1:], workers)


def _in_parallel(jobs: list[Job], workers: int) -> Iterator[Outcome]:
    """Share the jobs among processes; one that dies takes no other file with it."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    while jobs:
        done = 0
        with ProcessPoolExecutor(workers) as pool, suppress(BrokenProcessPool):
            try:
                tasks = deque(pool.submit(_examine_one_of_many, job) for job in jobs)
                while tasks:
                    yield tasks.popleft().result()
                    done += 1
            finally:
                pool.shutdown(cancel_futures=True)
        if done < len(jobs):
            yield _examine_apart(jobs[done])
        jobs = jobs[done + 1 :]


def _examine_apart(job: Job) -> Outcome:
    """Inspect a file that a process may have died of: one that shrinks while it is read does."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(examine, job).result()
        except BrokenProcessPool:
            return Outcome(None, error=f"{job.path}: the process died (did the file shrink?)")


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _examine_one_of_many(job: Job) -> Outcome:
    """Inspect one file and let go of its bytes: a hundred thousand may follow."""
    outcome = examine(job)
    gc.collect()
    return outcome


def examine(job: Job) -> Outcome:
    """Inspect one file and render it. What its payload does not tell, its headers still do."""
    try:
        data = load(job.path)
        try:
            return _inspect(job, data, deep=job.deep)
        except READ_ERRORS as e:
            if not job.deep or _is_bomb(data, e):
                raise
            return _inspect(job, data, deep=False)._replace(error=f"{job.path}: {reason(e)}")
    except READ_ERRORS as e:
        return _failure(job, e)


def _is_bomb(data: Data, e: Exception) -> bool:
    """Whether a bound was reached in a compressed file, which would be unpacked once more."""
    from efitool.errors import LimitError
    from efitool.formats import compressed

    return isinstance(e, LimitError) and compressed.FORMAT.sniff(data)


def _inspect(job: Job, data: Data, *, deep: bool) -> Outcome:
    from efitool import formats
    from efitool.model.image import Image
    from efitool.model.inspection import InspectedFile
    from efitool.references import attempt

    with searching(job.path) as watch:
        name, artifact = formats.decode_named(data, format=job.format, deep=deep, watch=watch)
    if not isinstance(artifact, Image):
        return Outcome(_render_record(job, data, name, artifact))
    whole = inspected(*attempt(artifact, _sought(job, artifact)))
    findings = (finding for part in whole.walk() for finding in part.findings)
    output = _render(job, InspectedFile(job.path, data, deep, whole))
    return Outcome(output, failed=job.fail_on.fails(findings))


def _sought(job: Job, image: Image) -> frozenset[UUID] | None:
    """Return the GUIDs that are looked for: all of them, but where the answer shows few."""
    from efitool.capabilities import OF_FIRMWARE

    return None if image.firmware is None or job.json or job.all_guids else OF_FIRMWARE


def inspected(image: Image, references: tuple[GuidReference, ...]) -> Inspection:
    """Judge an image, and every image inside it."""
    from efitool import rules
    from efitool.capabilities import judge
    from efitool.model.inspection import Inspection

    layers = frozenset(layer.layer for layer in image.walk())
    references = tuple(r for r in references if r.layer in layers)
    return Inspection(
        image=image,
        references=tuple(r for r in references if r.layer == image.layer),
        capabilities=judge(image, references),
        findings=rules.judge(image),
        children=tuple(inspected(child, references) for child in image.children),
    )


def _render(job: Job, file: InspectedFile) -> str:
    if job.json:
        from efitool.report import json

        return json.dumps(json.inspection(file))
    from efitool.report import text

    return text.inspection(file, job.palette, all_guids=job.all_guids)


def _render_record(job: Job, data: Data, format: str, record: Record) -> str:
    """Say what there is in a file that is no image: other commands have more to say of it."""
    from efitool.model.artifact import record_file

    file = record_file(job.path, len(data), format, record)
    tell_unsearched(job.path, file.log)
    if job.json:
        from efitool.report import json, map_json

        return json.dumps(map_json.found(file))
    from efitool.report import map_found

    return map_found.found(file, job.palette)


def _failure(job: Job, e: Exception) -> Outcome:
    message = reason(e)
    output = None
    if job.json:
        from efitool.report import json

        output = json.dumps(json.error(job.path, e, message))
    return Outcome(output, error=f"{job.path}: {message}")
