"""An image of another kernel."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.triage.image_not_booted import check
from efitool.triage.join import join
from tests.cases import verdict
from tests.evidence import NEW, image, log


def test_an_image_of_another_release() -> None:
    (judged,) = check(join((image("6.1.0", Answer.NO), log(NEW))))

    assert judged.verdict.value == "info"
    assert judged.message == "the image is of 6.1.0, and 6.12.1 was booted"
    assert [o.path for o in judged.evidence] == ["vmlinuz", "serial.log"]


def test_the_right_one() -> None:
    assert verdict(check, join((image("6.12.1", Answer.YES), log(NEW)))) is None
    assert verdict(check, join((log(NEW),))) is None
    assert verdict(check, join((image(None, Answer.YES), log(NEW)))) is None
