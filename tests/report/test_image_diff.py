"""What differs between two images."""

from __future__ import annotations

from efitool.model.capability import Answer, Capability
from efitool.model.findings import Finding, Severity
from efitool.report import image_diff
from efitool.report.image_diff import Difference
from efitool.report.terminal import Palette
from tests import inspections
from tests.inspections import PROTOCOL, TABLE, changed
from tests.subjects import reference

PLAIN = Palette(False)
KERNEL = inspections.kernel()
CAPABILITY = Capability("nx-compat", Answer.YES, "it says so\x07", layer="pe", evidence=())
FINDING = Finding("image-not-nx", Severity.WARNING, "header", "m", "a")

BEFORE = changed(
    KERNEL,
    capabilities=(CAPABILITY,),
    findings=(),
    references=(reference(PROTOCOL, "LocateProtocol"), reference(TABLE)),
)
AFTER = changed(
    KERNEL,
    capabilities=(CAPABILITY._replace(answer=Answer.NO, why="it does not"),),
    findings=(FINDING,),
    references=(reference(PROTOCOL, "HandleProtocol"), reference(PROTOCOL, "LocateProtocol")),
)


def test_what_is_said_of_both_is_compared() -> None:
    assert image_diff.diff(BEFORE, BEFORE) == ()
    assert image_diff.diff(BEFORE, AFTER) == (
        Difference("", "capability nx-compat", "yes: it says so\x07", "no: it does not"),
        Difference(
            "",
            "GUID OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID",
            "LocateProtocol",
            "HandleProtocol, LocateProtocol",
        ),
        Difference("", "GUID LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID", "referred to", None),
        Difference("", "finding image-not-nx", None, "header: m"),
    )


def test_bytes_alone_are_a_difference() -> None:
    other = BEFORE._replace(data=bytes(BEFORE.data) + b"\0")

    assert [d.what for d in image_diff.diff(BEFORE, other)] == ["sha256"]


def test_images_inside_are_compared_by_their_layers() -> None:
    deep = inspections.with_kernel_proper()

    found = image_diff.diff(inspections.kernel()._replace(deep=True), deep)

    assert found
    assert {d.before for d in found if d.layer} == {None}
    assert any(d.layer and d.what == "type" and d.after for d in found)


def test_text() -> None:
    found = image_diff.diff(BEFORE, AFTER)

    lines = image_diff.text(BEFORE, AFTER, found, PLAIN).splitlines()

    assert lines[:7] == [
        "- vmlinuz",
        "+ vmlinuz",
        "",
        "the file",
        "  capability nx-compat",
        "    - yes: it says so\\x07",
        "    + no: it does not",
    ]
    assert lines[-2:] == ["  finding image-not-nx", "    + header: m"]
    assert image_diff.text(BEFORE, BEFORE, (), PLAIN).splitlines()[-1] == "No difference."


def test_json() -> None:
    found = image_diff.json(BEFORE, AFTER, image_diff.diff(BEFORE, AFTER))

    assert (found["kind"], found["differ"]) == ("image-diff", True)
    assert found["differences"][3] == {
        "layer": "",
        "what": "finding image-not-nx",
        "before": None,
        "after": "header: m",
    }
