"""Which image is that of the kernel."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.model.triage import Fact, Origin
from efitool.triage.join import join
from tests.cases import GIB, HIGH
from tests.evidence import KERNEL, NEW, image, log, raw_map


def test_the_image_of_the_kernel_that_was_booted() -> None:
    other, own = image("6.1.0", Answer.NO, "old"), image("6.12.1", Answer.YES, "new")
    case = join((other, own, log(NEW)))

    assert case.kernel_told["unaccepted-memory"].origin == Origin(
        "new", offset=64, text="bzImage: a GUID"
    )
    assert join((other, log(KERNEL.format("6.12.1")))).kernel_told == {}


def test_an_image_alone_is_the_kernel() -> None:
    case = join((image("6.1.0", Answer.NO), raw_map(HIGH)))

    assert case.release == Fact("6.1.0", Origin("vmlinuz"))
    assert case.predicted is not None
    assert case.predicted.result.lost == 12 * GIB
    assert join((image("6.1", Answer.NO), image("6.2", Answer.NO))).release is None
