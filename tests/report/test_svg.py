"""Elements of a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.report import _svg
from efitool.report._svg import Block, box, document, element, line, stack, text


def test_elements() -> None:
    assert element("g", stroke_width=2, class_="a<b") == '<g stroke-width="2" class="a&lt;b"/>'
    assert element("g", "<a/>", "<b/>") == "<g><a/><b/></g>"
    assert line([(1, 2), (3, 4.25)]) == '<polyline points="1,2 3,4.25" fill="none"/>'


def test_numbers_are_as_short_as_they_can_be() -> None:
    assert box(10, 0.5, 1 / 3, 100, "t") == (
        '<rect x="10" y="0.5" width="0.33" height="100"><title>t</title></rect>'
    )


def test_text_that_does_not_fit_is_cut() -> None:
    def shown(words: str) -> str | None:
        return ET.fromstring(text(0, 0, words, {}, size=10, room=63)).text

    assert shown("0123456789") == "0123456789"
    assert shown("0123456789a") == "012345678…"


def test_blocks_stand_one_below_the_other() -> None:
    assert stack([Block(10, ("<a/>",)), Block(5.5, ("<b/>",))]) == Block(
        15.5,
        ('<g transform="translate(0 0)"><a/></g>', '<g transform="translate(0 10)"><b/></g>'),
    )


@settings(deadline=None)
@given(st.text())
def test_no_words_break_the_xml(words: str) -> None:
    told = box(0, 0, 1, 1, words)
    root = ET.fromstring(document(10, 10, [text(0, 0, words, {}, size=10), told]).encode())

    assert [child.tag.split("}")[1] for child in root] == ["rect", "text", "rect"]


def test_what_a_rectangle_tells_is_bounded() -> None:
    assert len(box(0, 0, 1, 1, "x" * 100_000)) < 2 * _svg.TOLD
