"""Every policy on one map, as a picture."""

from __future__ import annotations

from xml.etree import ElementTree

from efitool.replay.scenario import Platform
from efitool.report.matrix_svg import picture
from tests.report.test_matrix_text import cells

TITLE = "{http://www.w3.org/2000/svg}title"


def test_a_bar_a_row() -> None:
    root = ElementTree.fromstring(picture("<guest>", cells(Platform.TDX)))

    assert [title.text for title in root.iter(TITLE)] == [
        "1.0 GiB usable and accepted",
        "256.0 MiB usable and accepted",
        "768.0 MiB not accepted yet",
        "1.0 GiB usable and accepted",
    ]


def test_no_map_at_all() -> None:
    ElementTree.fromstring(picture("guest", ()))
