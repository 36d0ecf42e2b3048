"""The command line: each command reads, computes and renders; nothing else happens here."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from efitool.cli._output import READER_GONE, print_error, reason, write
from efitool.cli.collect import collect
from efitool.cli.diff import diff
from efitool.cli.explain import explain
from efitool.cli.formats import formats
from efitool.cli.guids import guids
from efitool.cli.inspect import inspect
from efitool.cli.lint import lint
from efitool.cli.memmap import memmap
from efitool.cli.replay import replay
from efitool.cli.triage import triage
from efitool.cli.unaccepted import unaccepted

app = typer.Typer(
    name="efitool",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        write(f"efitool {version('efitool')}\n")
        raise typer.Exit


@app.callback()
def efitool(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Say what EFI images can do, what memory maps hold, and what a guest's memory comes to.

    Exit status: 0 done; 1 done, with findings at or above --fail-on; 2 wrong usage or an input
    that cannot be read.
    """


app.command()(inspect)
app.command()(memmap)
app.command()(replay)
app.command()(unaccepted)
app.command()(triage)
app.command()(collect)
app.command()(lint)
app.command()(diff)
app.command()(guids)
app.command()(explain)
app.command()(formats)


def main() -> int:
    """Run the command line and return its exit status.

    A reader that goes away (`| head`) ends it quietly, with the status of SIGPIPE.
    """
    if sys.stdout is None:
        print_error("standard output is closed")
        return 2
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except OSError as e:
        print_error(f"standard output: {reason(e)}")
        return 2
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    return 0
