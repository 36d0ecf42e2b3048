"""What there is in a file that is no image, in a few lines."""

from __future__ import annotations

from efitool.model.artifact import RecordFile
from efitool.model.guest_log import MemInfo
from efitool.report import guest_dump
from efitool.report._map_words import bits, contents, count
from efitool.report.map_summary import summarize
from efitool.report.sizes import binary
from efitool.report.terminal import Palette, escape
from efitool.report.text import filled

AMOUNTS = ("MemTotal", "MemFree", "Unaccepted")
"""What /proc/meminfo is quoted for."""


def found(file: RecordFile, palette: Palette) -> str:
    """Say what there is in a file that is no image, and how to look at it."""
    rows = [("type", f"{file.format}, {binary(file.size)}")]
    rows += guest_dump.rows(file.dump) if file.dump else []
    rows += [("kernel", f"{q.text} (line {q.line})") for q in file.log.kernels]
    rows += [("firmware", f"{q.text} (line {q.line})") for q in file.log.firmware]
    rows += [("command line", f"{q.text} (line {q.line})") for q in file.log.command_lines]
    rows += [
        ("tables", f"{', '.join(name for name, _ in t.addresses)} (line {t.line})")
        for t in file.log.tables
    ]
    rows += [("memory", f"{q.text} (line {q.line})") for q in file.log.memory]
    rows += [("meminfo", f"{_amounts(m)} (line {m.line})") for m in file.log.meminfo]
    rows += [(m.kind.value, f"{m.label}, {contents(m, summarize(m))}") for m in file.log.maps]
    rows += [("e820 table", f"{e.label}, {e.source}, {count(e.entries)}") for e in file.log.e820]
    rows += [("ranges", f"{r.label}, {r.format}, {count(r.ranges)}") for r in file.log.ranges]
    rows += [("table", bits(t)) for t in file.log.unaccepted_tables]
    width = max(len(label) for label, _ in rows) + 1
    lines = [palette.bold(escape(file.path))]
    lines += [filled(t, palette.width, f"  {label:<{width}}", width + 2) for label, t in rows]
    log = file.log
    if log.maps or log.e820 or log.ranges or log.unaccepted_tables:
        lines.append(palette.dim(f"  to see the maps: efitool memmap {escape(file.path)}"))
    troubles = file.dump.troubles if file.dump else ()
    lines += [palette.yellow(f"  not read: {escape(trouble)}") for trouble in troubles]
    return "\n".join(lines)


def _amounts(meminfo: MemInfo) -> str:
    told = ((name, meminfo.kib[name]) for name in AMOUNTS if name in meminfo.kib)
    return ", ".join(f"{name} {binary(kib << 10)}" for name, kib in told)
