"""Rules become findings."""

from __future__ import annotations

from efitool.formats import efi_image
from efitool.model.findings import Severity
from efitool.rules import lint
from tests import build

BAD = efi_image.decode(build.pe(build.Section(b".text", 0x1000, b"x"), nx=False))


def test_a_finding_carries_its_rule() -> None:
    [finding] = lint(BAD)

    assert (finding.rule, finding.severity) == ("image-not-nx", Severity.WARNING)
    assert finding.advice


def test_children_are_judged_after_their_parent() -> None:
    parent = BAD._replace(layer="outer", children=(BAD,))

    assert [f.where for f in lint(parent)] == ["outer", "PE"]
