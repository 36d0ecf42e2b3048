"""`efitool inspect`: what an image is and what it can do."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

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
    palette,
    print_error,
    progress,
    reason,
)

PARALLEL_FROM = 4
"""Fewer files are done sooner than further processes are started."""


class Job(NamedTuple):
    """One file to inspect, and how; what a worker process is told."""

    path: str
    format: str | None
    deep: bool
    json: bool
    all_guids: bool
    color: bool
    fail_on: FailOn


class Outcome(NamedTuple):
    """What a worker answers: text for stdout, a line for stderr, and whether to fail."""

    output: str | None
    error: str | None = None
    failed: bool = False


def inspect(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Images; - is standard input.")
    ],
    json: JsonOption = False,
    guids: Annotated[bool, typer.Option("--guids", help="List every GUID reference.")] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Unpack payloads and look inside.")] = False,
    format: FormatOption = None,
    color: ColorOption = Color.AUTO,
    fail_on: FailOnOption = FailOn.ERROR,
) -> None:
    """Say what an EFI image is, which GUIDs it refers to and what it can do.

    Kernels are answered from their EFI stub; --deep unpacks the payload and adds what it says.

    Example: efitool inspect /boot/vmlinuz-*
    """
    painted = palette(color).enabled
    jobs = [Job(str(f), format, deep, json, guids, painted, fail_on) for f in files]
    code = 0
    for n, outcome in enumerate(progress(_run(jobs), len(jobs), "inspecting")):
        if outcome.error:
            print_error(outcome.error)
        if outcome.output:
            sys.stdout.write("\n" * (n > 0 and not json) + outcome.output + "\n")
        code = max(code, 2 if outcome.error else int(outcome.failed))
    raise typer.Exit(code)


def _run(jobs: list[Job]) -> Iterator[Outcome]:
    """Do all jobs, on all processors where that pays, and answer in order."""
    yield examine(jobs[0])
    # What the first file has loaded is there for good, and inherited by every worker.
    gc.freeze()
    workers = min(_processors(), len(jobs) - 1)
    if len(jobs) < PARALLEL_FROM or workers < 2 or any(job.path == str(STDIN) for job in jobs):
        yield from map(_examine_one_of_many, jobs[1:])
    else:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(workers) as pool:
            yield from pool.map(_examine_one_of_many, jobs[1:])


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _examine_one_of_many(job: Job) -> Outcome:
    """Inspect one file and let go of its bytes: a hundred thousand may follow."""
    outcome = examine(job)
    gc.collect()
    return outcome


def examine(job: Job) -> Outcome:
    """Inspect one file and render it."""
    from efitool import formats, rules
    from efitool.capabilities import judge
    from efitool.model.inspection import Inspection
    from efitool.references import find
    from efitool.report.terminal import Palette

    try:
        if job.path == str(STDIN):
            data = formats.drain(sys.stdin.buffer)
            image = formats.decode(data, format=job.format, deep=job.deep)
        else:
            image = formats.read(job.path, format=job.format, deep=job.deep)
        references = find(image)
    except READ_ERRORS as e:
        return _failure(job, e)
    inspection = Inspection(
        path=job.path,
        image=image,
        references=references,
        capabilities=judge(image, references),
        findings=rules.lint(image),
        deep=job.deep,
    )
    if job.json:
        from efitool.report import json

        output = json.dumps(json.inspection(inspection))
    else:
        from efitool.report import text

        output = text.inspection(inspection, Palette(job.color), all_guids=job.all_guids)
    return Outcome(output, failed=job.fail_on.fails(inspection.findings))


def _failure(job: Job, e: Exception) -> Outcome:
    message = reason(e)
    output = None
    if job.json:
        from efitool.report import json

        output = json.dumps(json.error(job.path, e, message))
    return Outcome(output, error=f"{job.path}: {message}")
