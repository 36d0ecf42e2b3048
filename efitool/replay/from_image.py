"""Profiles by what was found in a file.

What was found counts for more than what a row of `efitool.replay.profiles` says: distributions
backport, and switch off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from efitool.model.capability import Answer
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import FirmwareProfile, KernelProfile

RELEASES = {
    (int(major), int(minor)): profile
    for name, profile in KERNELS.items()
    if (match := re.fullmatch(r"linux-(\d+)\.(\d+)", name))
    for major, minor in (match.groups(),)
}
"""Linux profiles by version, the oldest first."""


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


def firmware_of(answers: Mapping[str, Answer]) -> FirmwareProfile:
    """Return the profile of firmware by the answers to its capabilities.

    What provides the protocol is edk2's for SEV-SNP. Without it, what leaves memory to the
    kernel is like edk2's for TDX, and what is known not to has accepted everything before.
    """
    provides = answers.get("provides-acceptance-protocol", Answer.UNKNOWN)
    accepts = answers.get("accepts-memory", Answer.UNKNOWN)
    lazy = answers.get("lazy-accept", Answer.UNKNOWN)
    if provides is Answer.YES:
        return FIRMWARE["edk2-sev-snp"]
    if provides is Answer.NO and lazy is Answer.NO:
        return FIRMWARE["pre-accepted"]
    if provides is Answer.NO and accepts is not Answer.NO:
        like, unknown = FIRMWARE["edk2-tdx"], lazy is not Answer.YES
        note = ", not known to leave memory to the kernel" if unknown else ""
        return like._replace(summary=f"No protocol, played as {like.name}{note}")
    like = FIRMWARE["edk2-sev-snp"]
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
