"""A replay as a picture."""

from __future__ import annotations

from xml.etree import ElementTree

from efitool.replay import replay
from efitool.replay.scenario import Platform, Scenario
from efitool.report.trace_svg import picture
from tests.replay.test_outcome import ACCEPTS_AT_EXIT, GUEST, KNOWS, LEAVES, NO_RETRY

TEXT = "{http://www.w3.org/2000/svg}text"


def told(scenario: Scenario) -> list[str]:
    root = ElementTree.fromstring(picture("guest", replay(GUEST, scenario)))
    return ["".join(text.itertext()) for text in root.iter(TEXT)]


def test_three_phases() -> None:
    words = told(Scenario(LEAVES, KNOWS, Platform.TDX))

    assert [w for w in words if w.split(":")[0] in ("before", "handed over", "running")] == [
        "before: firmware's first map",
        "handed over: firmware's last map",
        "running: the kernel's e820 table, and what is not accepted",
    ]
    assert sum(w.startswith("768.0 MiB unaccepted, 75% of memory") for w in words) == 3


def test_what_was_not_reached_is_not_drawn() -> None:
    words = told(Scenario(ACCEPTS_AT_EXIT, NO_RETRY, Platform.TDX))

    assert not any(w.startswith("running") for w in words)
    assert sum(w.startswith("768.0 MiB unaccepted, 75% of memory") for w in words) == 1
