"""Profiles by what was found in a file.

What was found counts for more than what a row of `efitool.replay.profiles` says: distributions
backport, and switch off.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from efitool.model.capability import Answer
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import FirmwareProfile, KernelProfile, Platform

RELEASES = {
    (int(major), int(minor)): profile
    for name, profile in KERNELS.items()
    if (match := re.fullmatch(r"linux-(\d+)\.(\d+)", name))
    for major, minor in (match.groups(),)
}
"""Linux profiles by version, the oldest first."""

ACCEPTS_NOTHING = FirmwareProfile(
    "accepts-nothing",
    "It has no code that accepts memory: what the map has as unaccepted stays so",
    "UEFI 2.10, 7.2.3",
    platform=Platform.NONE,
)
"""Firmware that was searched, and has no part in this where it runs."""


def kernel_of(release: str | None, answers: Mapping[str, Answer]) -> KernelProfile:
    """Return the profile of a kernel by its release and the answers to its capabilities.

    The answers count for more than the version; the summary says where they differ from it and
    what is not known.
    """
    version = re.match(r"(\d+)\.(\d+)", release or "")
    at = (int(version[1]), int(version[2])) if version else max(RELEASES)
    nearest = RELEASES[max((v for v in RELEASES if v <= at), default=min(RELEASES))]
    notes = [] if version else ["of an unknown release"]
    handles, note = _told(answers, "unaccepted-memory", nearest.handles_unaccepted)
    notes += [f"{note} handle unaccepted memory"] if note else []
    calls, note = _told(answers, "acceptance-protocol", nearest.calls_protocol)
    notes += [f"{note} call the acceptance protocol"] if note else []
    shown = ", ".join([f"{release or 'a kernel'}, played as {nearest.name}", *notes])
    return nearest._replace(handles_unaccepted=handles, calls_protocol=calls, summary=shown)


def firmware_of(
    answers: Mapping[str, Answer],
    accepts_on: Collection[str] = (),
    platform: Platform | None = None,
) -> FirmwareProfile:
    """Return the profile of firmware by the answers to its capabilities.

    ``accepts_on`` are the platforms that it was seen to accept memory on, ``platform`` is the one
    that it runs on; without, that for which it has most to do.
    """
    provides = answers.get("provides-acceptance-protocol", Answer.UNKNOWN)
    accepts = answers.get("accepts-memory", Answer.UNKNOWN)
    snp = provides is Answer.YES or Platform.SEV_SNP in accepts_on
    tdx = Platform.TDX in accepts_on
    if platform is Platform.TDX:
        only_tdx = True
    elif platform is Platform.SEV_SNP:
        only_tdx = False
    else:
        only_tdx = not snp and (tdx or (provides is Answer.NO and accepts is not Answer.NO))
    if accepts is Answer.NO or (accepts_on and not (tdx if only_tdx else snp)):
        return ACCEPTS_NOTHING
    return _tdx(answers, seen=tdx) if only_tdx else _snp(answers, seen=snp)


def _tdx(answers: Mapping[str, Answer], *, seen: bool) -> FirmwareProfile:
    """Return firmware for TDX: what leaves memory to the kernel does so unasked."""
    lazy = answers.get("lazy-accept", Answer.UNKNOWN)
    if lazy is Answer.NO:
        return FIRMWARE["edk2-tdx-202208"]
    like, unknown = FIRMWARE["edk2-tdx"], not seen and lazy is not Answer.YES
    note = ", not known to leave memory to the kernel" if unknown else ""
    return like._replace(summary=f"Seen from its code, played as {like.name}{note}")


def _snp(answers: Mapping[str, Answer], *, seen: bool) -> FirmwareProfile:
    """Return firmware for SEV-SNP: what has no protocol accepts all, at once or at the end."""
    provides = answers.get("provides-acceptance-protocol", Answer.UNKNOWN)
    at_exit = answers.get("accept-all-at-exit", Answer.UNKNOWN)
    like = FIRMWARE["edk2-sev-snp"]
    if provides is Answer.YES:
        if at_exit is Answer.NO:
            told = "It has the protocol, and accepts nothing at ExitBootServices()"
            return like._replace(accepts_at_exit=False, summary=told)
        return like
    if provides is Answer.NO and seen:
        name = "accept-all-no-protocol" if at_exit is Answer.YES else "edk2-sev-snp-202211"
        return FIRMWARE[name]
    return like._replace(summary=f"Not known to provide the protocol, played as {like.name}")


def _told(answers: Mapping[str, Answer], id: str, by_version: bool) -> tuple[bool, str]:
    """Return what a file says, or else its version, and how to put it where they differ."""
    answer = answers.get(id, Answer.UNKNOWN)
    if answer is Answer.UNKNOWN:
        return by_version, "not known to"
    says = answer is Answer.YES
    if says == by_version:
        return says, ""
    return says, "which is seen to" if says else "which is seen not to"
