"""What should have become of the guest: its map, replayed with its kernel and its firmware."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog
from efitool.model.memmap import MemoryMap
from efitool.model.recording import Recording
from efitool.replay import command_line, recorded, replay
from efitool.replay.check import check
from efitool.replay.from_image import kernel_of
from efitool.replay.outcome import result, table_of
from efitool.replay.scenario import KernelProfile, Platform
from efitool.triage._outlook import after_exit, firmware_on
from efitool.triage.case import Case, Prediction


def predicted(case: Case) -> Prediction | None:
    """Replay the map; None without a map of firmware, or what boots from it. Raises `LimitError`.

    A kernel that went on to count its memory had somebody to accept it, whoever that is.
    """
    if case.map is None or not (case.release or case.kernel_told or case.booted_by):
        return None
    path, log = _of_kernel(case)
    kernel = _kernel(case)
    recording = Recording(path, log, maps=() if log.kernels else (case.map,))
    scenario = recorded.scenario(recording, kernel)
    if case.command_line:
        scenario = command_line.apply(scenario, str(case.command_line.value))
    if case.firmware_told:
        scenario = scenario._replace(firmware=firmware_on(case, case.platform and case.platform[0]))
    if case.platform and not (case.platform[0] is Platform.NONE and case.memory):
        scenario = scenario._replace(platform=case.platform[0])
    # What the map still has as unaccepted was not accepted by firmware before.
    left = scenario.firmware._replace(accepted_below=0)
    left = left._replace(accepts_at_exit=left.accepts_at_exit and not after_exit(case))
    scenario = scenario._replace(firmware=left)
    compared = check(recording, kernel) if log.kernels and _whole(case.map) else None
    points = compared.points if compared else ()
    trace = replay(case.map, scenario)
    return Prediction(scenario, result(trace), points, table_of(trace.final))


def _of_kernel(case: Case) -> tuple[str, GuestLog]:
    return next(((path, log) for path, log in case.logs if log.kernels), ("", GuestLog()))


def _whole(map: MemoryMap) -> bool:
    return map.exact and not map.unread


def _kernel(case: Case) -> KernelProfile:
    from efitool.replay.profiles import KERNELS

    if case.booted_by and case.release is None:
        return KERNELS["xen" if case.booted_by.value == "xen" else "grub-legacy"]
    answers = {id: told.answer for id, told in case.kernel_told.items()}
    return kernel_of(str(case.release.value) if case.release else None, answers)
