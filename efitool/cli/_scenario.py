"""The options of `efitool replay` that make a scenario: who boots what, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import typer

from efitool.cli._output import READ_ERRORS, load, print_error, reason
from efitool.errors import UnknownFormatError
from efitool.model.ranges import PhysRange
from efitool.replay.choices import AcceptMemory, Platform, Until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from efitool.model.capability import Capability
    from efitool.model.image import Image
    from efitool.replay.operations import Bill
    from efitool.replay.scenario import FirmwareProfile, KernelProfile, Request, Scenario

DEFAULT_FIRMWARE = "edk2-sev-snp"
DEFAULT_KERNEL = "linux-7.2"
ACCEPTS = "accepts-memory"

T = TypeVar("T")


COST = re.compile(r"[0-9]{1,9}(\.[0-9]{1,12})?(e-?[0-9]{1,2})?", re.ASCII)
"""Seconds."""


class HostPage(StrEnum):
    """The largest page that a host backs its guest's memory with."""

    SMALL = "4k"
    MIDDLE = "2m"
    LARGE = "1g"


PAGES = {HostPage.SMALL: 4 << 10, HostPage.MIDDLE: 2 << 20, HostPage.LARGE: 1 << 30}


class Options(NamedTuple):
    """What was asked for; None where nothing was said."""

    kernel: str | None = None
    kernel_profile: str | None = None
    firmware: str | None = None
    firmware_profile: str | None = None
    platform: Platform | None = None
    accept_memory: AcceptMemory | None = None
    command_line: str = ""
    touch: tuple[PhysRange, ...] = ()
    script: str | None = None
    until: Until = Until.IDLE
    kexec: tuple[PhysRange, ...] = ()
    kdump: tuple[PhysRange, ...] = ()
    bill: Bill | None = None

    @property
    def chooses_firmware(self) -> bool:
        return bool(self.firmware or self.firmware_profile)

    @property
    def chooses_kernel(self) -> bool:
        return bool(self.kernel or self.kernel_profile)


def scenario(options: Options) -> Scenario:
    """Return what the options come to. Ends the command where it cannot."""
    from efitool.replay import command_line
    from efitool.replay.scenario import Kexec, Scenario

    firmware = _firmware(options)
    platform = options.platform or firmware.platform
    if firmware.bound and platform not in (firmware.platform, Platform.NONE):
        print_error(f"{firmware.name} is made for {firmware.platform}: none runs on {platform}")
    next = options.kexec or options.kdump
    made = Scenario(
        firmware,
        _kernel(options),
        platform,
        kexec=Kexec(next, crash=bool(options.kdump)) if next else None,
        touch=options.touch,
        requests=_requests(options.script) if options.script else None,
        until=options.until,
    )
    made = command_line.apply(made, options.command_line)
    return made._replace(accept_memory=options.accept_memory or made.accept_memory)


def ranges(given: list[str]) -> tuple[PhysRange, ...]:
    """Read ``START-END``; the end is exclusive. Raises `typer.BadParameter`."""
    return tuple(map(_range, given))


def _range(text: str) -> PhysRange:
    from efitool.formats._replay_script import number

    start, dash, end = text.partition("-")
    try:
        found = PhysRange(number(start), number(end))
    except ValueError as e:
        problem = str(e) if dash else "it has no END"
        raise typer.BadParameter(f"expected START-END, found {text!r}: {problem}") from None
    if found.start >= found.end:
        raise typer.BadParameter(f"{text!r}: START is not below END")
    return found


def bill(stated: list[str], page: HostPage) -> Bill:
    """Read ``OPERATION=SECONDS``. Raises `typer.BadParameter`."""
    from efitool.replay.operations import NAMES, Bill, Hardware

    seconds = {}
    for text in stated:
        name, _, cost = text.partition("=")
        if name not in NAMES:
            known = ", ".join(NAMES)
            raise typer.BadParameter(f"there is no operation {name!r}; there are {known}")
        if not COST.fullmatch(cost):
            raise typer.BadParameter(f"expected OPERATION=SECONDS, found {text!r}")
        seconds[NAMES[name]] = float(cost)
    return Bill(seconds, Hardware.backed_by(PAGES[page]))


def _firmware(options: Options) -> FirmwareProfile:
    from efitool.replay import from_image, profiles

    if options.firmware:
        _, told = _inspected(options.firmware)
        on = next((c.platforms for c in told if c.id == ACCEPTS), ())
        firmware = from_image.firmware_of({c.id: c.answer for c in told}, on, options.platform)
        print_error(f"{options.firmware}: {firmware.name}: {firmware.summary}")
        return firmware
    return _named(profiles.FIRMWARE, options.firmware_profile or DEFAULT_FIRMWARE, "firmware")


def _kernel(options: Options) -> KernelProfile:
    from efitool.replay import from_image, profiles

    if options.kernel:
        release, told = _inspected(options.kernel)
        kernel = from_image.kernel_of(release, {c.id: c.answer for c in told})
        print_error(f"{options.kernel}: {kernel.name}: {kernel.summary}")
        return kernel
    return _named(profiles.KERNELS, options.kernel_profile or DEFAULT_KERNEL, "kernel")


def _inspected(path: str) -> tuple[str | None, tuple[Capability, ...]]:
    """Return the release of an image's kernel, and what the image can do."""
    from efitool import capabilities, decode_image

    with _reading(path):
        image = decode_image(load(path))
        if others := _not_x86(image):
            raise UnknownFormatError(f"it is for {others}, and only what is for x86 can be played")
        told = tuple(capabilities(image))
        if not told:
            raise UnknownFormatError(f"nothing is known of what this {image.type} does")
    releases = (layer.linux.version for layer in image.walk() if layer.linux)
    return next((r for r in releases if r), None), told


def _not_x86(image: Image) -> str:
    """Name the machines of an image where none is x86: other stubs accept nothing themselves."""
    from efitool.model.image import Machine

    machines = [layer.pe.machine for layer in image.walk() if layer.pe]
    x86 = {Machine.X86_64, Machine.I386} & {*machines}
    return "" if x86 else ", ".join(dict.fromkeys(m.name for m in machines))


def _named(table: Mapping[str, T], name: str, kind: str) -> T:
    if name not in table:
        known = ", ".join(table)
        raise typer.BadParameter(f"there is no {kind} profile {name!r}; there are {known}")
    return table[name]


def _requests(path: str) -> tuple[Request, ...]:
    from efitool.formats import _replay_script
    from efitool.replay.scenario import Request

    with _reading(path):
        return tuple(map(Request._make, _replay_script.decode(load(path))))


@contextmanager
def _reading(path: str) -> Iterator[None]:
    """Name the file that cannot be read, and end the command: nothing can be played without."""
    try:
        yield
    except READ_ERRORS as e:
        print_error(f"{path}: {reason(e)}")
        raise typer.Exit(2) from None
