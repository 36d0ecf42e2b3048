"""The scenario of a recording: what it tells of who booted what, and where nothing is told.

No recording names its platform. One that notes acceptances is taken for SEV-SNP, which forgives
least; one whose firmware was set up to report unaccepted memory, and that notes none, had nobody
who could accept. A log alone is of any platform: SEV-SNP again.
"""

from __future__ import annotations

from itertools import chain

from efitool.model.memmap import MapKind, MemoryMap
from efitool.model.recording import Recording
from efitool.replay import command_line
from efitool.replay import events as ev
from efitool.replay.scenario import FirmwareProfile, KernelProfile, Platform, Scenario

DESCRIPTOR_SIZE = 48
"""edk2's."""


def release(recording: Recording) -> str | None:
    """Return the kernel's release by its first line on the console, None where it has none."""
    kernels = recording.log.kernels
    return kernels[0].text.partition(" ")[0] if kernels else None


def asks_protocol(recording: Recording) -> bool | None:
    """Tell whether the stub was seen to ask for the acceptance protocol, None if nobody looked."""
    if not _traced(recording):
        return None
    guid = str(ev.ACCEPTANCE_PROTOCOL)
    return any(call.guid == guid for call in recording.services or ())


def _traced(recording: Recording) -> bool:
    setup = recording.setup
    return recording.services is not None and (setup is None or setup.traces)


def first_map(recording: Recording) -> MemoryMap | None:
    """Return the map as the loader saw it, else the one that the kernel was given."""
    return recording.maps[0] if recording.maps else kernel_map(recording)


def last_map(recording: Recording) -> MemoryMap | None:
    """Return the map that the kernel was given: as its stub saw it, else as printed whole."""
    if _traced(recording) and len(recording.maps) > 1:
        return recording.maps[-1]
    printed = kernel_map(recording)
    return printed if printed and printed.exact and not printed.unread else None


def kernel_map(recording: Recording) -> MemoryMap | None:
    """Return the first map that the kernel printed; where lines of it are damaged, a later copy.

    A console that also shows ``dmesg`` has the same map twice.
    """
    begin = recording.log.kernels[0].line if recording.log.kernels else 0
    printed = [
        m
        for m in recording.log.maps
        if m.kind is MapKind.MEMORY_MAP and m.lines and m.lines[0] > begin
    ]
    rows = len(printed[0].descriptors) + len(printed[0].unread) if printed else 0
    whole = (m for m in printed if not m.unread and len(m.descriptors) == rows)
    return next(chain(whole, printed), None)


def scenario(recording: Recording, kernel: KernelProfile) -> Scenario:
    """Return who boots what, and how."""
    setup = recording.setup
    first = first_map(recording)
    firmware = FirmwareProfile(
        "recorded",
        "the firmware of the recording",
        "",
        protocol=setup is None or setup.protocol,
        accepts_at_exit=setup is not None and setup.accepts_at_exit,
        descriptor_size=(first and first.descriptor_size) or DESCRIPTOR_SIZE,
    )
    nobody = setup is not None and recording.acceptances is None
    platform = Platform.NONE if nobody else Platform.SEV_SNP
    made = Scenario(firmware, kernel, platform)
    lines = recording.log.command_lines
    return command_line.apply(made, lines[0].text) if lines else made
