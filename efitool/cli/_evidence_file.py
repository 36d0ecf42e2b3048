"""A file as evidence: what it is, what it holds and, of an image, what that can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from efitool import formats
from efitool.cli._output import searching
from efitool.formats import compressed, guest_log
from efitool.model.guest_log import GuestLog
from efitool.model.image import Image
from efitool.model.triage import Evidence

if TYPE_CHECKING:
    from efitool.formats._archive_members import Budget
    from efitool.model.capability import Capability
    from efitool.model.image import Data

QEMU = "qemu-command-line"
"""What a text is that holds nothing else."""


def read(path: str, data: Data, budget: Budget) -> tuple[Evidence, Data | None]:
    """Decode a file by what it is, and return the text that it is, too.

    Logs are searched to the end. Raises `READ_ERRORS`.
    """
    size = len(data)
    chosen = formats.identify(data)
    if chosen.name == compressed.NAME:
        content = compressed.unpacked(data)[1]
        budget.unpack(len(content))
        if guest_log.FORMAT.sniff(content):
            chosen, data = formats.identify(content), content
    if chosen.name == guest_log.NAME:
        log = guest_log.decode(data, thorough=True)
        return Evidence(path, size, _sort(log), log), data
    with searching(path) as watch:
        name, artifact = formats.decode_named(data, watch=watch)
    if isinstance(artifact, Image):
        return Evidence(path, size, artifact.type.value, artifact, _answers(artifact)), None
    return Evidence(path, size, name, artifact), None


def _sort(log: GuestLog) -> str:
    """Name the one form of map that is all of a text; a log has more than one thing to say."""
    if log == GuestLog(qemu=log.qemu):
        return QEMU
    forms = {m.format for m in log.maps} | {m.format for m in log.e820}
    forms |= {m.format for m in log.ranges}
    alone = log == GuestLog(maps=log.maps, e820=log.e820, ranges=log.ranges)
    return forms.pop() if alone and len(forms) == 1 else guest_log.NAME


def _answers(image: Image) -> tuple[Capability, ...]:
    from efitool.capabilities import OF_FIRMWARE, judge
    from efitool.references import attempt

    judged, references = attempt(image, OF_FIRMWARE if image.firmware else None)
    return judge(judged, references)
