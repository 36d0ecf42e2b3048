"""`efitool collect`: what triage wants of a running Linux, in one file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from efitool.cli._output import (
    READER_GONE,
    STDIN,
    Color,
    ColorOption,
    JsonOption,
    palette,
    print_error,
    reason,
    write,
)


def collect(
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="The bundle; - is standard output."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only list what would be taken, and why.")
    ] = False,
    with_kernel: Annotated[
        bool, typer.Option("--with-kernel", help="Take the running kernel's image too.")
    ] = False,
    root: Annotated[
        str, typer.Option("--root", metavar="DIR", help="The system's root, as a container has it.")
    ] = "/",
    json: JsonOption = False,
    color: ColorOption = Color.AUTO,
) -> None:
    """Gather what `efitool triage` wants of this running Linux into one file, and no secrets.

    Values of kernel parameters that do not matter to memory are removed, from logs too. The bundle
    has a manifest of what is in it and what is not; only its owner may read it. Without root's
    rights the kernel shows less.

    Example: efitool collect --dry-run
    """
    from efitool.collect.bundle import manifest, packed
    from efitool.collect.gather import gather
    from efitool.collect.sources import NEVER
    from efitool.report import collect_text

    if not output and not dry_run:
        raise typer.BadParameter("name a FILE with -o, or look first with --dry-run")
    if output and dry_run:
        raise typer.BadParameter("-o and --dry-run exclude each other")
    if json and output == STDIN:
        raise typer.BadParameter("--json and -o - exclude each other")
    if output == STDIN and sys.stdout.isatty():
        raise typer.BadParameter("a bundle is nothing to look at: name a file")
    if not Path(root).is_dir():
        print_error(f"{root}: not a directory")
        raise typer.Exit(2)
    collected = gather(Path(root), with_kernel=with_kernel)
    if os.geteuid():
        print_error("without root's rights: addresses and tables may be missing")
    for line in collect_text.refused(collected.left):
        print_error(line)
    if not collected.taken:
        print_error(f"{root}: nothing of a running Linux is there")
        raise typer.Exit(2)
    code = _store(packed(collected), output) if output else 0
    if json:
        from efitool.report import json as as_json

        write(as_json.dumps(manifest(collected)) + "\n")
    elif dry_run:
        write(collect_text.listed(collected, NEVER, palette(color)) + "\n")
    raise typer.Exit(code)


def _store(bundle: bytes, output: str) -> int:
    """Write the bundle, and return the exit status."""
    try:
        if output == STDIN:
            sys.stdout.buffer.write(bundle)
        else:
            _write_private(Path(output), bundle)
    except BrokenPipeError:
        return READER_GONE
    except OSError as e:
        print_error(f"{output}: {reason(e)}")
        return 2
    return 0


def _write_private(path: Path, bundle: bytes) -> None:
    """Write a file whole or not at all, for its owner alone; a device is written to."""
    if path.exists() and not path.is_file():
        path.write_bytes(bundle)
        return
    from tempfile import NamedTemporaryFile

    target = path.resolve()
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as part:
        try:
            part.write(bundle)
            part.flush()
            Path(part.name).replace(target)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
