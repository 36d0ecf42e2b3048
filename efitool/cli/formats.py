"""`efitool formats`: what can be read."""

from __future__ import annotations

from efitool.cli._output import write


def formats() -> None:
    """List the formats that efitool reads, what each loses, and how one comes by such a file.

    Example: efitool formats
    """
    from efitool.formats import every

    listed = every()
    column = max(len(format.name) for format in listed) + 2
    for format in listed:
        write(f"{format.name:<{column}}{format.summary}\n")
        for label, text in (("loses", format.loses), ("from", format.example)):
            if text:
                write(f"{'':<{column}}{label}: {text}\n")
