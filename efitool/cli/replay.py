"""`efitool replay`: the acceptance flow on a memory map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from efitool.cli import _scenario
from efitool.cli._output import (
    READ_ERRORS,
    Color,
    ColorOption,
    DescriptorSizeOption,
    FailOn,
    FailOnOption,
    FormatOption,
    JsonOption,
    load,
    palette,
    print_error,
    raw_map,
    tell_failure,
    write,
)
from efitool.cli._replay_views import View, show_matrix, show_trace
from efitool.errors import UnknownFormatError
from efitool.replay.choices import AcceptMemory, Platform, Until

if TYPE_CHECKING:
    from collections.abc import Iterable

    from efitool.model.memmap import MemoryMap

CHUNK = 1 << 16
"""Characters that are written at a time."""


STRIDES = (40, 48)
"""Bytes of the structure, and of a descriptor as edk2 lays it out."""


def _list_profiles(*, json: bool) -> None:
    from efitool.replay.profiles import FIRMWARE, KERNELS
    from efitool.report import json as as_json
    from efitool.report import profile_list

    if json:
        write(as_json.dumps(profile_list.described(FIRMWARE, KERNELS)) + "\n")
    else:
        write(profile_list.render(FIRMWARE, KERNELS, palette(Color.AUTO)) + "\n")


def replay(
    maps: Annotated[
        list[str] | None,
        typer.Argument(metavar="MAP…", help="Buffers, logs; - is standard input."),
    ] = None,
    kernel: Annotated[
        str | None, typer.Option(metavar="IMAGE", help="Behave as this kernel does.")
    ] = None,
    kernel_profile: Annotated[
        str | None, typer.Option(metavar="P", help=f"Default: {_scenario.DEFAULT_KERNEL}.")
    ] = None,
    firmware: Annotated[
        str | None, typer.Option(metavar="FD", help="Behave as this firmware does.")
    ] = None,
    firmware_profile: Annotated[
        str | None, typer.Option(metavar="P", help=f"Default: {_scenario.DEFAULT_FIRMWARE}.")
    ] = None,
    list_profiles: Annotated[
        bool, typer.Option("--list-profiles", help="Print the profiles, and do nothing else.")
    ] = False,
    platform: Annotated[
        Platform | None, typer.Option(help="Default: what the firmware is made for.")
    ] = None,
    cmdline: Annotated[
        str, typer.Option(metavar="TEXT", help="The kernel's: accept_memory=, efi=nosoftreserve.")
    ] = "",
    accept_memory: Annotated[
        AcceptMemory | None, typer.Option(help="Default: what --cmdline says, else lazy.")
    ] = None,
    touch: Annotated[
        list[str] | None,
        typer.Option(metavar="START-END", help="What a program uses in the end. Repeatable."),
    ] = None,
    script: Annotated[
        str | None, typer.Option(metavar="FILE", help="What the kernel does instead.")
    ] = None,
    kexec: Annotated[
        list[str] | None,
        typer.Option(metavar="START-END", help="Where a next kernel is copied to. Repeatable."),
    ] = None,
    kdump: Annotated[
        list[str] | None,
        typer.Option(
            metavar="START-END", help="Memory of a crash kernel, which reads --touch. Repeatable."
        ),
    ] = None,
    until: Annotated[
        Until | None, typer.Option(help="How far to play.", show_default="idle")
    ] = None,
    cost: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OPERATION=SECONDS", help="Add up time: tdx-2m=1e-4, snp-request=… Repeatable."
        ),
    ] = None,
    host_page: Annotated[
        _scenario.HostPage, typer.Option(help="For --cost: what the host has for the guest.")
    ] = _scenario.HostPage.LARGE,
    trace: Annotated[bool, typer.Option("--trace", help="Every step.")] = False,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Every firmware with every kernel.")
    ] = False,
    check: Annotated[
        list[str] | None,
        typer.Option(metavar="RECORDING", help="Compare with a recording or log. Repeatable."),
    ] = None,
    svg: Annotated[
        str | None, typer.Option(metavar="FILE", help="Draw the map before, and after.")
    ] = None,
    nth: Annotated[int, typer.Option("--map", metavar="N", min=1, help="Which map of a log.")] = 1,
    descriptor_size: DescriptorSizeOption = None,
    json: JsonOption = False,
    format: FormatOption = None,
    color: ColorOption = Color.AUTO,
    fail_on: FailOnOption = FailOn.ERROR,
) -> None:
    """Play on a memory map what firmware, EFI stub and kernel do with unaccepted memory.

    Says who accepts how much, what the guest can use in the end, or where it stops. A script has a
    request a line: accept, query, stub or touch, with START and SIZE.

    Example: efitool replay --kernel-profile linux-6.1 serial.log
    """
    if list_profiles:
        _list_profiles(json=json)
        raise typer.Exit
    from efitool.rules import judge_map

    if kernel and kernel_profile:
        raise typer.BadParameter("--kernel and --kernel-profile exclude each other")
    if firmware and firmware_profile:
        raise typer.BadParameter("--firmware and --firmware-profile exclude each other")
    if kexec and kdump:
        raise typer.BadParameter("--kexec and --kdump exclude each other")
    if matrix and (trace or script or cost):
        raise typer.BadParameter("--matrix excludes --trace, --script and --cost")
    if script and (kexec or kdump):
        raise typer.BadParameter("--script excludes --kexec and --kdump")
    if (script or touch or kexec or kdump) and until not in (None, Until.IDLE):
        raise typer.BadParameter(f"--until {until}: nothing is asked for that early")
    told = (firmware, firmware_profile, platform, cmdline, accept_memory, touch, until)
    if check and any((*told, kexec, kdump, cost, matrix, trace, script, svg)):
        raise typer.BadParameter(
            "--check takes everything but the kernel and its MAP from the recording: only --kernel "
            "or --kernel-profile, --map, --descriptor-size and --format go with it"
        )
    maps = maps or []
    if not (maps or check):
        raise typer.BadParameter("give a MAP, or --check RECORDING")
    if svg and len(maps) > 1:
        raise typer.BadParameter("--svg is for one MAP")
    options = _scenario.Options(
        kernel,
        kernel_profile,
        firmware,
        firmware_profile,
        platform,
        accept_memory,
        cmdline,
        _scenario.ranges(touch or []),
        script,
        until or Until.IDLE,
        _scenario.ranges(kexec or []),
        _scenario.ranges(kdump or []),
        _scenario.bill(cost, host_page) if cost else None,
    )
    scenario = _scenario.scenario(options)
    painted = palette(color)
    if check:
        from efitool.cli import _check

        given = _first(maps, format, descriptor_size, nth)
        stated = scenario.kernel if options.chooses_kernel else None
        raise typer.Exit(_check.run(check, given, stated, painted, json=json))
    show = show_matrix if matrix else show_trace
    code = done = 0
    for path in maps:
        try:
            found = _read(path, format, descriptor_size, nth)
            view = View(path, found, judge_map(found), scenario, options, painted, json, trace, svg)
            failed, pieces = show(view)
        except READ_ERRORS as e:
            code = 2
            tell_failure(path, e, json=json)
            continue
        write("\n" * (done > 0 and not json))
        _write_all(pieces)
        done += 1
        code = max(code, int(any(map(fail_on.reached_by, failed))))
    raise typer.Exit(code)


def _first(
    maps: list[str], format: str | None, descriptor_size: int | None, nth: int
) -> MemoryMap | None:
    """Read the map to predict from, where one is given. Ends the command if that cannot be."""
    if not maps:
        return None
    if len(maps) > 1:
        raise typer.BadParameter("--check is for one MAP")
    try:
        return _read(maps[0], format, descriptor_size, nth)
    except READ_ERRORS as e:
        tell_failure(maps[0], e, json=False)
        raise typer.Exit(2) from None


def _read(path: str, format: str | None, descriptor_size: int | None, nth: int) -> MemoryMap:
    """Read the nth map that GetMemoryMap() returned. Raises `READ_ERRORS`."""
    from efitool import formats
    from efitool.model.artifact import as_log
    from efitool.model.memmap import MapKind

    data = load(path)
    if descriptor_size:
        return raw_map(data, format, descriptor_size)
    try:
        log = as_log(formats.decode_record(data, format=format)[1])
    except UnknownFormatError as e:
        strides = [str(n) for n in STRIDES if len(data) and not len(data) % n and not format]
        if not strides:
            raise
        hint = f"if it is a buffer of GetMemoryMap(), say --descriptor-size {' or '.join(strides)}"
        raise UnknownFormatError(f"{e}; {hint}") from e
    found = [m for m in log.maps if m.kind is MapKind.MEMORY_MAP]
    if len(found) < nth:
        raise UnknownFormatError(f"it has {_count(len(found))} of GetMemoryMap(); wanted {nth}")
    if len(found) > 1:
        print_error(f"{path}: {_count(len(found))}; this is {nth}, at {found[nth - 1].label}")
    return found[nth - 1]


def _count(maps: int) -> str:
    return f"{maps or 'no'} {'map' if maps == 1 else 'maps'}"


def _write_all(pieces: Iterable[str]) -> None:
    """Write what may be long, some of it at a time."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size > CHUNK:
            write("".join(waiting))
            waiting, size = [], 0
    write("".join(waiting))
