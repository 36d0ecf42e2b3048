"""What will become of unaccepted memory, where no boot shows it: by firmware and platform."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.model.guest_memory import GuestDump
from efitool.model.sizes import binary
from efitool.replay.from_image import firmware_of
from efitool.replay.scenario import FirmwareProfile, Platform
from efitool.triage.case import Case

PLATFORMS = {Platform.SEV_SNP: "SEV-SNP", Platform.TDX: "TDX"}
ALL_ACCEPTED = 1 << 52
"""An address that no memory reaches."""


def booted(case: Case) -> bool:
    """Whether any evidence is of a kernel that ran."""
    ran = any(log.kernels or log.memory or log.meminfo for _, log in case.logs)
    return ran or case.dump is not None or case.table is not None or bool(case.e820)


def after_exit(case: Case) -> bool:
    """Whether the map is what a kernel was left with: firmware has nothing more to accept."""
    if case.map is None or case.map_origin is None:
        return False
    path = case.map_origin.path
    dumped = any(e.path == path and isinstance(e.artifact, GuestDump) for e in case.evidence)
    return dumped or any(path == p and log.kernels for p, log in case.logs)


def firmware_on(case: Case, platform: Platform | None) -> FirmwareProfile:
    """Return what the firmware's image is like on a platform."""
    told = case.firmware_told
    on = told["accepts-memory"].platforms if "accepts-memory" in told else ()
    return firmware_of({id: t.answer for id, t in told.items()}, on, platform)


def accepts_at_exit(case: Case) -> Answer:
    """Tell whether firmware accepts what is left at ExitBootServices(), for any kernel."""
    if case.platform and case.platform[0] is Platform.NONE:
        return Answer.NO
    if not case.firmware_told:
        return Answer.UNKNOWN
    platforms = [case.platform[0]] if case.platform else [*PLATFORMS]
    answers = {_at_exit(case, p) for p in platforms}
    return answers.pop() if len(answers) == 1 else Answer.UNKNOWN


def outlook(case: Case) -> str | None:
    """Say what a kernel and firmware that were not seen to boot will make of unaccepted memory.

    None where nothing can be said of the kernel, or where it was seen.
    """
    told = case.kernel_told.get("unaccepted-memory")
    if case.map is not None and not case.map.unaccepted:
        return None
    if told is None or booted(case):
        return None
    kernel = f"Kernel {case.release.value}" if case.release else "The kernel"
    if told.answer is Answer.UNKNOWN:
        return f"No boot is seen here, nor whether {_lower(kernel)} handles unaccepted memory."
    if told.answer is Answer.YES:
        return (
            f"No boot is seen here. {kernel} handles unaccepted memory: started through its EFI"
            " stub it loses none."
        )
    held = binary(case.map.unaccepted.size) if case.map else "what firmware leaves unaccepted"
    return f"{kernel} does not handle unaccepted memory; no boot is seen here. {_fates(case, held)}"


def _fates(case: Case, held: str) -> str:
    """Tell what becomes of memory by platform."""
    if not case.firmware_told:
        return (
            f"It loses {held} unless its firmware accepts that at ExitBootServices, as EDK II does"
            " on SEV-SNP since edk2-stable202302, and not on TDX."
        )
    platforms = [case.platform[0]] if case.platform else [*PLATFORMS]
    told = [_fate(case, p, held) for p in platforms]
    return f"With this firmware {'; '.join(told)}."


def _fate(case: Case, platform: Platform, held: str) -> str:
    where = f"on {PLATFORMS[platform]}" if platform in PLATFORMS else "without TDX or SEV-SNP"
    firmware = firmware_on(case, platform)
    if _at_exit(case, platform) is Answer.YES:
        return f"nothing is lost {where}, for it accepts all memory at ExitBootServices"
    if firmware.accepted_below >= ALL_ACCEPTED and case.map is None:
        return f"nothing is lost {where}, for it accepts all memory at the start"
    if firmware.accepted_below and case.map is None:
        gib = firmware.accepted_below >> 30
        return f"the guest loses {where} what lies above {gib} GiB"
    if firmware.name == "accepts-nothing" and case.map is None:
        return f"no memory is accepted {where}, for it has no code for that"
    return f"the guest loses {held} {where}"


def _at_exit(case: Case, platform: Platform) -> Answer:
    told = case.firmware_told.get("accept-all-at-exit")
    if platform is Platform.SEV_SNP and told and told.answer is Answer.UNKNOWN:
        return Answer.UNKNOWN
    return Answer.YES if firmware_on(case, platform).accepts_at_exit else Answer.NO


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
