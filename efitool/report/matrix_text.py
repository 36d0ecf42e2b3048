"""Every policy on one map, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from efitool.replay.events import Actor
from efitool.replay.matrix import Cell
from efitool.replay.outcome import Outcome
from efitool.report._matrix_groups import Group, Row, groups
from efitool.report.sizes import binary
from efitool.report.terminal import Palette, escape
from efitool.report.verdict import sentence

HEADINGS = ("usable", "unaccepted", "lost", "firmware", "stub", "kernel", "calls")
WIDTHS = (11, 11, 11, 11, 11, 11, 6)
"""Columns of the figures; what is left of them names the kernels."""


def render(title: str, cells: Iterable[Cell], palette: Palette) -> str:
    """Return the table: a block for each firmware."""
    blocks = [[palette.bold(escape(title)), *_key(palette)]]
    blocks += [list(_group(group, palette)) for group in groups(cells)]
    return "\n\n".join("\n".join(lines) for lines in blocks)


def _key(palette: Palette) -> Iterator[str]:
    words = (
        "Bytes that are usable, unaccepted and lost when the guest idles, and that firmware, stub "
        "and kernel accepted until then; calls of ExitBootServices; operations asked of the "
        "hardware or the hypervisor."
    )
    yield from (palette.dim(f"  {line}") for line in wrap(words, palette.width - 2))
    yield ""
    yield _columns("", HEADINGS, palette)


def _columns(label: str, figures: Iterable[str], palette: Palette) -> str:
    told = "".join(f"{figure:>{wide}}" for figure, wide in zip(figures, WIDTHS, strict=True))
    return f"  {label:<{_room(palette)}}{told}".rstrip()


def _room(palette: Palette) -> int:
    return max(palette.width - sum(WIDTHS) - 2, 20)


def _group(group: Group, palette: Palette) -> Iterator[str]:
    firmware = group.firmware
    simulated = ", simulated" if firmware.simulated else ""
    on = f"for {firmware.platform}" if firmware.bound else "for any platform"
    yield palette.bold(firmware.name) + f" ({on}{simulated})"
    yield from (palette.dim(f"  {line}") for line in wrap(firmware.summary, palette.width - 2))
    for row in group.rows:
        yield from _row(row, palette)


def _row(row: Row, palette: Palette) -> Iterator[str]:
    """Name the kernels, beside them the figures, below the sentence."""
    result = row.result
    paint = palette.green if result.outcome is Outcome.BOOTS else palette.red
    label, *more = wrap(row.label, _room(palette) - 1, break_on_hyphens=False)
    accepted = (result.accepted[actor] for actor in (Actor.FIRMWARE, Actor.STUB, Actor.KERNEL))
    sizes = (result.usable, result.unaccepted, result.lost, *accepted)
    figures = (*(binary(n) if n else "-" for n in sizes), str(result.exit_boot_services_calls))
    yield _columns(label, figures, palette)
    yield from (f"  {line}" for line in more)
    yield from (f"    {paint(line)}" for line in wrap(sentence(result), palette.width - 4))
    if row.operations:
        yield palette.dim(f"    operations: {row.operations}")
