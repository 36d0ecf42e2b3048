"""`efitool replay --check`: a replay beside the recording of the same boot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from efitool.cli._output import READ_ERRORS, STDIN, load, tell_failure, write
from efitool.errors import UnknownFormatError

if TYPE_CHECKING:
    from efitool.model.memmap import MemoryMap
    from efitool.model.recording import Recording
    from efitool.replay.check import Check
    from efitool.replay.scenario import KernelProfile
    from efitool.report.terminal import Palette


def run(
    paths: list[str],
    map: MemoryMap | None,
    kernel: KernelProfile | None,
    palette: Palette,
    *,
    json: bool,
) -> int:
    """Print each comparison; return the exit status: 1 if anything differs.

    The map as the loader saw it and the kernel are those of the recording unless others are given.
    """
    from efitool.report import check_json, check_text
    from efitool.report import json as as_json

    code = 0
    for n, path in enumerate(paths):
        try:
            found = _read(path)
            if map:
                found = found._replace(maps=(map, *found.maps[1:]))
            done = _checked(found, kernel)
        except READ_ERRORS as e:
            code = 2
            tell_failure(path, e, json=json)
            continue
        if json:
            text = as_json.dumps(check_json.check(path, done))
        else:
            text = "\n" * (n > 0) + check_text.render(path, done, palette)
        write(text + "\n")
        code = max(code, int(done.differs))
    return code


def _checked(recording: Recording, kernel: KernelProfile | None) -> Check:
    """Raises `UnknownFormatError`, `LimitError`."""
    from efitool.replay import recorded
    from efitool.replay.check import check

    done = check(recording, kernel or _kernel(recording))
    if done is None:
        named = "" if recorded.release(recording) else ", nor a kernel"
        raise UnknownFormatError(f"there is no memory map that was handed to a kernel{named}")
    return done


def _kernel(recording: Recording) -> KernelProfile:
    """Return the profile by the log, and by the calls of boot services where they were noted."""
    from efitool.model.capability import Answer
    from efitool.replay import recorded
    from efitool.replay.from_image import kernel_of
    from efitool.replay.profiles import KERNELS

    release = recorded.release(recording)
    asks = recorded.asks_protocol(recording)
    if release is None and asks is False:
        return KERNELS["linux-6.1"]
    seen = ("unaccepted-memory", "acceptance-protocol") if asks else ()
    return kernel_of(release, dict.fromkeys(seen, Answer.YES))


def _read(path: str) -> Recording:
    """Read a directory, or a log as a recording that has nothing else. Raises `READ_ERRORS`."""
    from efitool import formats
    from efitool.formats import _recording
    from efitool.model.artifact import as_log
    from efitool.model.recording import Recording

    if path != STDIN and Path(path).is_dir():
        return _recording.read(path)
    return Recording(path, as_log(formats.decode_record(load(path))[1]))
