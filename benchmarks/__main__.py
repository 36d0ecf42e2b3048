"""``python -m benchmarks [KERNEL…]`` prints the tables as Markdown; progress goes to stderr.

Without arguments the kernels are those that the suite of real files has fetched.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
from collections.abc import Iterable
from inspect import cleandoc
from pathlib import Path

import efitool
from benchmarks import map_tables, replay, subjects, tables

IMAGES = {
    "Whole commands": tables.start_up,
    "What `--deep` adds": tables.deep,
    "A hundred files": tables.many,
    "Peers": tables.peers,
}
MAPS = {
    "Commands on memory maps": map_tables.commands,
    "Raw buffers": map_tables.buffers,
    "Logs": map_tables.logs,
    "Replays": replay.replays,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("kernels", nargs="*", metavar="KERNEL")
    parser.add_argument("--rounds", type=int, default=11, help="rounds of each comparison")
    parser.add_argument("--only-maps", action="store_true", help="needs no kernels")
    options = parser.parse_args()
    paths = [] if options.only_maps else options.kernels or subjects.cached()
    if not paths and not options.only_maps:
        parser.error("no kernel given, and none fetched: run pytest -m real first")
    compileall.compile_dir(Path(efitool.__file__).parent, quiet=1)
    kernels = [subjects.read(path) for path in paths]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {_processor()}.")
    print(f"CPU time is user and system; medians of {options.rounds} rounds.")
    for title, table in IMAGES.items() if kernels else ():
        _print(title, table.__doc__, table(kernels, options.rounds))
    for title, map_table in MAPS.items():
        _print(title, map_table.__doc__, map_table(options.rounds))


def _print(title: str, about: str | None, rows: Iterable[tables.Row]) -> None:
    print(f"\n## {title}\n\n{cleandoc(about or '').replace('``', '`')}\n")
    for n, row in enumerate(rows):
        print(f"| {' | '.join(row)} |", flush=True)
        if n == 0:
            print(f"|{' --- |' * len(row)}")


def _processor() -> str:
    """The processor's name where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = (line.partition(": ")[2] for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


if __name__ == "__main__":
    main()
